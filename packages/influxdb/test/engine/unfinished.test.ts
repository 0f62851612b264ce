/** What could be made only in part is on record as it is, and the next update goes on with it. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";
import { connect } from "./stack.ts";

const parts = engineParts();
afterEach(() => parts.proxy.heal());

const no = { fault: "answer", status: 500, body: '{"code":"internal error","message":"no"}' } as const;

async function stored(type: string) {
  return (await parts.engine.resources()).find((resource) => resource.type === `influxdb:index:${type}`);
}

function bucket(args: influxdb.BucketArgs): Program {
  return async () => {
    const { id } = new influxdb.Bucket("bucket", args, { provider: connect(parts.server, parts.proxy.url) });
    return Promise.resolve({ id });
  };
}

function user(password: string): Program {
  return async () => {
    const { id } = new influxdb.User(
      "user",
      { name: "observer", password },
      { provider: connect(parts.server, parts.proxy.url) },
    );
    return Promise.resolve({ id });
  };
}

async function canSignIn(password: string): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`observer:${password}`).toString("base64")}`;
  const { status } = await fetch(`${parts.server.url}/api/v2/signin`, {
    method: "POST",
    headers: { authorization },
  });
  assert(status === 204 || status === 401, String(status));
  return status === 204;
}

for (const flags of [[], ["--refresh", "--run-program"]]) {
  const how = flags.length === 0 ? "without a refresh" : "with a refresh";
  describe(`the next update, ${how}`, () => {
    test("a bucket that was renamed and not given its retention", async () => {
      const before = { name: `before ${how}`, retentionSeconds: 7200 };
      const after = { name: `after ${how}`, retentionSeconds: 10_800 };
      await parts.engine.succeed("up", bucket(before));
      const id = (await stored("Bucket"))?.id;
      parts.proxy.break({ method: "PATCH", path: /buckets/ }, { fault: "none" });
      parts.proxy.break({ method: "PATCH", path: /buckets/, times: 100 }, no);
      const failed = await parts.engine.run("up", bucket(after));
      assert.notEqual(failed.code, 0);
      assert.match(failed.stdout, /PATCH \/api\/v2\/buckets\/.* was answered with 500/);
      assert.equal((await stored("Bucket"))?.outputs?.["name"], after.name);
      assert.equal((await stored("Bucket"))?.outputs?.["retentionSeconds"], before.retentionSeconds);
      parts.proxy.heal();
      await parts.engine.succeed("up", bucket(after), { flags });
      const { name, retentionRules } = await call(parts.server, "GET", `/api/v2/buckets/${id}`);
      assert.equal(name, after.name);
      assert.equal((retentionRules as { everySeconds: number }[])[0]?.everySeconds, after.retentionSeconds);
      await parts.engine.succeed("destroy");
    });

    test("a user who was made and not given a password, and one whose password was not changed", async () => {
      parts.proxy.break({ method: "POST", path: /password/, times: 100 }, no);
      const failed = await parts.engine.run("up", user("the first password"));
      assert.notEqual(failed.code, 0);
      const id = (await stored("User"))?.id;
      assert.notEqual(id, undefined);
      assert(!(await canSignIn("the first password")));
      parts.proxy.heal();
      await parts.engine.succeed("up", user("the first password"), { flags });
      assert.equal((await stored("User"))?.id, id);
      assert(await canSignIn("the first password"));

      parts.proxy.break({ method: "POST", path: /password/, times: 100 }, no);
      assert.notEqual((await parts.engine.run("up", user("the second password"))).code, 0);
      assert(await canSignIn("the first password"));
      parts.proxy.heal();
      await parts.engine.succeed("up", user("the second password"), { flags });
      assert(await canSignIn("the second password"));
      await parts.engine.succeed("preview", user("the second password"), {
        flags: [...flags, "--expect-no-changes"],
      });
      assert.doesNotMatch(await parts.engine.stateText(), /the (first|second) password/);
      await parts.engine.succeed("destroy");
    });
  });
}
