import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCompact, isKept } from "../../tools/engine/compact.ts";

describe("the engine's report off a terminal", () => {
  it("leaves out what only goes on, and what is as it should be", () => {
    for (const line of [
      "@ previewing update....",
      " ~  influxdb:index:Bucket buckets-portal refreshing ",
      " ~  influxdb:index:Bucket buckets-portal refresh (0.02s) ",
      " +  influxdb:index:Task tasks-pod-restarts/newb creating (0s) ",
      " ++ influxdb:index:Authorization tokens-agents creating replacement (0s) [diff: ~permissions]",
      "    influxdb:index:Bucket buckets-wobbly  ",
      "    pulumi:pulumi:Stack monitoring-local running ",
    ])
      assert.equal(isKept(line), false, line);
  });

  it("keeps what is done, what was found, and whatever it does not know", () => {
    for (const line of [
      " +  influxdb:index:Bucket buckets-newb create ",
      " +  influxdb:index:Bucket buckets-newb created (0.18s) ",
      " ~  influxdb:index:Bucket buckets-portal refresh (0.02s) [diff: ~retentionSeconds]",
      " -- influxdb:index:Authorization tokens-agents deleted original (0.04s) [diff: ~permissions]",
      " +  influxdb:index:Bucket buckets-newb **creating failed** error: taken",
      "    + 9 created",
      "    12 changes. 141 unchanged",
      "error: update failed",
      '        [0]: "alerted_"',
      "",
    ])
      assert.equal(isKept(line), true, line);
  });

  it("is not cut on a terminal, nor when another report is asked for", () => {
    assert.equal(isCompact(["--yes"], {}), true);
    assert.equal(isCompact(["--yes"], { isTTY: true }), false);
    for (const flag of ["--diff", "--json", "-j", "--show-sames"])
      assert.equal(isCompact([flag], {}), false, flag);
  });
});
