/** A token takes another's place while the other stays valid for a while. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Program } from "../../../../index.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { api, ApiError } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";
import { outputs } from "./observe.ts";
import { connect } from "./stack.ts";

const parts = engineParts();

const HOUR = 3600;

/** `refused`: name of a bucket that is there already, so that this cannot be brought up in full. */
function round(number: number, graceSeconds: number, refused?: string): Program {
  return async () => {
    const inputs = {
      description: "agents",
      permissions: [{ action: "read" as const, resourceType: "buckets" as const }],
      keepers: { round: String(number) },
      graceSeconds,
    };
    const provider = connect(parts.server);
    const authorization = new influxdb.Authorization("token", inputs, { provider });
    if (refused !== undefined) {
      new influxdb.Bucket("refused", { name: refused }, { provider, dependsOn: [authorization] });
    }
    return Promise.resolve({ token: authorization.token });
  };
}

/** Brings a round up; gives the token's value and id. */
async function up(number: number, graceSeconds = HOUR) {
  await parts.engine.succeed("up", round(number, graceSeconds), { flags: ["--refresh", "--run-program"] });
  const { token } = await outputs(parts.engine);
  assert(typeof token === "string");
  const stored = (await parts.engine.resources()).find(({ type }) => type === "influxdb:index:Authorization");
  return { token, id: stored?.id ?? "" };
}

async function isValid({ token }: { readonly token: string }): Promise<boolean> {
  try {
    await api({ url: parts.server.url, token }, "GET", `/api/v2/buckets?orgID=${parts.server.orgId}`);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

async function descriptions(): Promise<string[]> {
  const { authorizations } = await call(
    parts.server,
    "GET",
    `/api/v2/authorizations?orgID=${parts.server.orgId}`,
  );
  return (authorizations as { description: string }[])
    .map(({ description }) => description)
    .filter((description) => description.startsWith("agents"))
    .sort();
}

// One story, in order.
describe("rotation of a token through the real engine", () => {
  const tokens: { token: string; id: string }[] = [];

  test("another keeper: a new value, and the old one stays valid and says until when", async () => {
    tokens.push(await up(1), await up(2));
    const [first, second] = tokens;
    assert(first !== undefined && second !== undefined);
    assert.notEqual(first.token, second.token);
    assert(await isValid(first));
    assert(await isValid(second));
    const [now, replaced] = await descriptions();
    assert.equal(now, "agents");
    const [, successor, until] =
      /^agents \(replaced by (\w+), valid until (.+)\)$/.exec(replaced ?? "") ?? [];
    assert.equal(successor, second.id);
    const left = Date.parse(until ?? "") - Date.now();
    assert(left > (HOUR - 600) * 1000 && left <= HOUR * 1000, until);
  });

  test("while the time lasts there is nothing to do; once more, and both old ones stay", async () => {
    const unchanged = ["--refresh", "--run-program", "--expect-no-changes"];
    await parts.engine.succeed("preview", round(2, HOUR), { flags: unchanged });
    tokens.push(await up(3));
    assert.deepEqual(await Promise.all(tokens.map(isValid)), [true, true, true]);
    await parts.engine.succeed("preview", round(3, HOUR), { flags: unchanged });
  });

  test("when the time of one is over, the preview says so, and the next update deletes that one alone", async () => {
    const [first, second] = tokens;
    assert(first !== undefined && second !== undefined);
    const description = `agents (replaced by ${second.id}, valid until 2020-01-01T00:00:00.000Z)`;
    await call(parts.server, "PATCH", `/api/v2/authorizations/${first.id}`, { description });
    const { log } = await parts.engine.succeed("preview", round(3, HOUR), {
      flags: ["--refresh", "--run-program"],
    });
    const [step] = log.steps.filter(({ op }) => op !== "same" && op !== "refresh");
    assert.deepEqual(Object.keys(step?.detailedDiff ?? {}), ["replacedTokens"]);
    assert.deepEqual(await Promise.all(tokens.map(isValid)), [true, true, true]);
    await up(3);
    assert.deepEqual(await Promise.all(tokens.map(isValid)), [false, true, true]);
  });

  test("replaced by one without a grace, it is gone at once, and so are those before it", async () => {
    const now = await up(4, 0);
    assert.deepEqual(await Promise.all(tokens.map(isValid)), [false, false, false]);
    assert(await isValid(now));
    tokens.push(await up(4, HOUR), await up(5, HOUR));
  });

  test("when something else fails, the old one gets its time from the update that ends the replacement", async () => {
    const before = await up(6, HOUR);
    await call(parts.server, "POST", "/api/v2/buckets", { orgID: parts.server.orgId, name: "taken" });
    const failed = await parts.engine.run("up", round(7, HOUR, "taken"));
    assert.notEqual(failed.code, 0);
    assert(await isValid(before));
    const now = await up(7, HOUR);
    assert.notEqual(now.id, before.id);
    assert(await isValid(before));
    const replaced = (await descriptions()).filter((text) => text.includes(`replaced by ${now.id}`));
    assert.equal(replaced.length, 1);
    tokens.push(before, now);
  });

  test("and without a grace that update deletes it", async () => {
    const before = await up(8, 0);
    const failed = await parts.engine.run("up", round(9, 0, "taken"));
    assert.notEqual(failed.code, 0);
    assert(await isValid(before));
    const now = await up(9, 0);
    assert.equal(await isValid(before), false);
    assert(await isValid(now));
    tokens.push(before, await up(10, HOUR));
  });

  test("taken away after an update that failed, both go", async () => {
    const failed = await parts.engine.run("up", round(11, HOUR, "taken"));
    assert.notEqual(failed.code, 0);
    assert.equal((await descriptions()).filter((text) => text === "agents").length, 2);
    await parts.engine.succeed("destroy", undefined, { flags: ["--refresh"] });
    assert.deepEqual(await descriptions(), []);
    await up(12, HOUR);
  });

  test("taken away, it goes with all that it replaced", async () => {
    await parts.engine.succeed("destroy");
    assert.deepEqual((await Promise.all(tokens.map(isValid))).filter(Boolean), []);
    assert.deepEqual(await descriptions(), []);
  });
});
