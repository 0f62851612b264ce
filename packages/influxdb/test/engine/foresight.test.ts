/** A preview tells what a change would lose, when the server is there to ask. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { writeLines } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { connect } from "./stack.ts";

const parts = engineParts();

const DAY = 86_400;
const loss =
  /bucket "old" \([0-9a-f]{16}\) holds points older than 86400 s in 1 series, the oldest of 2\d{3}-/;

function bucket(retentionSeconds: number, allowDataLoss = false, description = ""): Program {
  return async () => {
    const inputs = { name: "old", retentionSeconds, allowDataLoss, description };
    const { id } = new influxdb.Bucket("bucket", inputs, {
      provider: connect(parts.server, parts.proxy.url),
    });
    return Promise.resolve({ id });
  };
}

async function previewed(program: Program): Promise<string> {
  const { stdout } = await parts.engine.succeed("preview", program);
  return stdout;
}

// One story, in order.
describe("a preview of a shorter retention", () => {
  test("warns of the points that would go, and succeeds", async () => {
    await parts.engine.succeed("up", bucket(0));
    await writeLines(parts.server, "old", [`m v=1 ${Math.floor(Date.now() / 1000) - 10 * DAY}`]);
    const shown = await previewed(bucket(DAY));
    assert.match(shown, loss);
    assert.match(shown, /warning:/);
    assert.match(shown, /"allowDataLoss: true"/);
  });

  test("is quiet where nothing would go, where it is allowed, and where something else changes", async () => {
    for (const program of [bucket(20 * DAY), bucket(DAY, true), bucket(0, false, "d")]) {
      assert.doesNotMatch(await previewed(program), /holds points|warning:/);
    }
  });

  test("asks nothing when the server is not there, and says so when it does not answer", async () => {
    parts.proxy.break({ path: /health/, times: 100 }, { fault: "drop-before" });
    assert.doesNotMatch(await previewed(bucket(DAY)), /holds points|warning:/);
    parts.proxy.heal();
    parts.proxy.break({ path: /query/, times: 100 }, { fault: "answer", status: 500, body: "no" });
    assert.match(await previewed(bucket(DAY)), /what this change would lose could not be found out: .*500/);
    parts.proxy.heal();
  });

  test("what was warned of is refused, whatever a preview said", async () => {
    const { code, stdout } = await parts.engine.run("up", bucket(DAY));
    assert.notEqual(code, 0);
    assert.match(stdout, loss);
    assert.match(stdout, /Nothing was changed\./);
  });
});
