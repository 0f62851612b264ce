import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../support/influxd.ts";
import { copyProject, errorsOf, type ProjectCopy } from "../support/project.ts";
import { editStackFile, type PlainPulumi, plainPulumi } from "./support/plain-pulumi.ts";

/** What is on a cluster: it needs plugins of others, and is told in clusters.test.ts. */
const onCluster = ["kubernetes", "releases", "telegraf", "telegrafDs", "kafka"];

/** The program as somebody runs it who has the standard CLI: `pulumi` in the project, nothing of ours around it. */
describe("plain pulumi", () => {
  let project: ProjectCopy;
  let server: TestServer;
  let cli: PlainPulumi["run"];

  before(async () => {
    [project, server] = await Promise.all([copyProject(), startServer()]);
    for (const stack of ["roundtable", "idfdev"]) {
      await editStackFile(project, stack, (given) =>
        Object.fromEntries(Object.entries(given).filter(([key]) => !onCluster.includes(key))),
      );
    }
    cli = (await plainPulumi(project)).run;
  });
  after(async () => {
    await server.stop();
    await project.remove();
  });

  it("previews and brings up a stack, and finds nothing to do the second time", async () => {
    const set = ["config", "set", "--stack", "roundtable"];
    for (const args of [
      ["stack", "init", "roundtable"],
      [...set, "--path", "monitoring:influxdb.url", server.url],
      [...set, "--path", "monitoring:influxdb.org", server.org],
      [...set, "--secret", "monitoring:token", server.token],
    ]) {
      const answer = await cli(...args);
      assert.equal(answer.code, 0, errorsOf(answer));
    }
    const preview = await cli("preview", "-s", "roundtable");
    assert.equal(preview.code, 0, errorsOf(preview));
    assert.match(preview.stdout, /influxdb:index:Bucket buckets-checkerboard create/);
    const up = await cli("up", "-s", "roundtable", "--yes", "--skip-preview");
    assert.equal(up.code, 0, errorsOf(up));
    const again = await cli(
      "up",
      "-s",
      "roundtable",
      "--yes",
      "--skip-preview",
      "--refresh",
      "--expect-no-changes",
    );
    assert.equal(again.code, 0, errorsOf(again));
  });

  it("hands the server's outputs to a client's stack", async () => {
    assert.equal((await cli("stack", "init", "idfdev")).code, 0);
    const up = await cli("up", "-s", "idfdev", "--yes", "--skip-preview");
    assert.equal(up.code, 0, errorsOf(up));
    const outputs = await cli("stack", "output", "--json", "-s", "idfdev");
    assert.match(outputs.stdout, new RegExp(`"url": "${server.url}"`));
    assert.match(outputs.stdout, /"token": "\[secret\]"/);
  });

  it("shows the faults of a stack file once, without a stack trace", async () => {
    await cli("config", "set", "--stack", "roundtable", "--path", "monitoring:bukets.retention", "3d");
    const preview = await cli("preview", "-s", "roundtable");
    assert.notEqual(preview.code, 0);
    const text = preview.stdout + preview.stderr;
    assert.match(text, /Pulumi\.roundtable\.yaml: monitoring:bukets/);
    assert.match(text, /did you mean .?buckets/i);
    assert.doesNotMatch(text, /at .*\.ts:\d+/);
  });
});
