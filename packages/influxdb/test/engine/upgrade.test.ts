/** A server is upgraded from InfluxDB 2.7 to the current one, which hashes its tokens in place; the stack goes on. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { Program } from "../../../../index.ts";
import type { EngineRun } from "../../../../test/support/engine.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import { kindOf } from "../../../../test/support/provider.ts";
import { influxd, olderInfluxd } from "../../../../tools/toolchain/parts.ts";
import type { Values } from "../../definition/values.ts";
import * as influxdb from "../../index.ts";
import { rows } from "../conformance/rows/index.ts";
import { call, made, type Sample } from "../conformance/rows/row.ts";
import { contents, operations, outputs, placesOf } from "./observe.ts";
import { connect } from "./stack.ts";

interface Declared {
  readonly name: string;
  readonly kind: string;
  readonly sample: Sample;
}

const parts = engineParts({ part: olderInfluxd });
/** Everything that the conformance suite declares, which is something of each kind. */
let declared: readonly Declared[];
/** A token that a person made while the server still told its value. */
let byHand: { readonly id: string; readonly token: string };

/** A resource of any kind, as the class of that kind makes it. */
class AnyResource extends pulumi.CustomResource {
  constructor(kind: string, name: string, inputs: Values, options: pulumi.CustomResourceOptions) {
    const isSecret = (key: string) => kindOf(kind).properties[key]?.secret === true;
    const args = Object.entries(inputs).map(([key, value]): [string, unknown] => [
      key,
      isSecret(key) ? pulumi.secret<unknown>(value) : value,
    ]);
    const additionalSecretOutputs = Object.keys(inputs).filter(isSecret);
    super(`influxdb:index:${kind}`, name, Object.fromEntries(args), { ...options, additionalSecretOutputs });
  }
}

/** Everything, with inputs as chosen, and two tokens whose values are outputs: one that is made, one that is imported. */
function everything(
  inputsOf: (sample: Sample) => Values,
  options: { readonly imports?: true } = {},
): Program {
  return async () => {
    const provider = connect(parts.server);
    for (const { name, kind, sample } of declared) {
      new AnyResource(kind, name, inputsOf(sample), { provider });
    }
    const permissions = [{ action: "read" as const, resourceType: "buckets" as const }];
    const own = new influxdb.Authorization("own", { description: "own", permissions }, { provider });
    const imported = new influxdb.Authorization(
      "imported",
      { description: "by hand", permissions },
      { provider, ...(options.imports ? { import: byHand.id } : {}) },
    );
    return Promise.resolve({ own: own.token, imported: imported.token });
  };
}

const asFirst = everything(({ full }) => full);
const changed = everything(({ full, updates }) => {
  const news = Object.entries(updates).map(([key, { to }]) => [key, to] as const);
  return { ...full, ...Object.fromEntries(news) };
});

/** Values that nobody may see: those of the tokens, and inputs that are secret and long enough to be found. */
function secrets(tokens: Readonly<Record<string, unknown>>): string[] {
  const inputs = declared.flatMap(({ kind, sample: { full, updates } }) =>
    Object.entries(kindOf(kind).properties)
      .filter(([, { secret }]) => secret)
      .flatMap(([key]) => [full[key], updates[key]?.to]),
  );
  const texts = [...Object.values(tokens), ...inputs].filter((value) => typeof value === "string");
  return texts.filter((text) => text.length > 8).map((text) => JSON.stringify(text).slice(1, -1));
}

const version = async () => String((await call(parts.server, "GET", "/health"))["version"]);
const tokenOf = async (id: string) =>
  (await call(parts.server, "GET", `/api/v2/authorizations/${id}`))["token"];
const unchanged = { flags: ["--refresh", "--run-program", "--expect-no-changes"] };

// One story, in order.
describe("from InfluxDB 2.7 to the current version through the real engine", () => {
  before(async () => {
    const { orgId: orgID } = parts.server;
    const other = {
      name: "other",
      id: await made(call(parts.server, "POST", "/api/v2/orgs", { name: "other" })),
    };
    declared = await Promise.all(
      rows.map(async (row) => {
        const name = [row.kind, ...(row.variant ?? "").split(" ")].filter((word) => word !== "").join("-");
        return { name, kind: row.kind, sample: await row.prepare({ server: parts.server, other }, name) };
      }),
    );
    const { id, token } = await call(parts.server, "POST", "/api/v2/authorizations", {
      ...{ orgID, description: "by hand" },
      permissions: [{ action: "read", resource: { type: "buckets", orgID } }],
    });
    byHand = { id: String(id), token: String(token) };
  });

  const runs: EngineRun[] = [];
  let tokens: Record<string, unknown>;
  let state: Record<string, unknown>;

  test("the older server: everything is brought up, and there is nothing more to do", async () => {
    assert.equal(await version(), `v${olderInfluxd.version}`);
    runs.push(
      await parts.engine.succeed(
        "up",
        everything(({ full }) => full, { imports: true }),
      ),
    );
    runs.push(await parts.engine.succeed("preview", asFirst, unchanged));
    tokens = await outputs(parts.engine);
    assert.equal(tokens["imported"], byHand.token);
    assert.equal(await tokenOf(byHand.id), byHand.token);
    state = await contents(parts.engine);
  });

  test("the newer one on the same data: a refresh finds all as it was, and changes nothing", async () => {
    await parts.server.becomes(influxd);
    assert.notEqual(await version(), `v${olderInfluxd.version}`);
    // From now on state alone knows the values.
    assert.equal(await tokenOf(byHand.id), "");
    runs.push(await parts.engine.succeed("preview", asFirst, unchanged));
    const up = await parts.engine.succeed("up", asFirst, { flags: ["--refresh", "--run-program"] });
    runs.push(up);
    assert.deepEqual(operations(up), {});
    assert.deepEqual(await contents(parts.engine), state);
  });

  test("the tokens in the state open the newer server, the one that was imported too", async () => {
    assert.deepEqual(await outputs(parts.engine), tokens);
    for (const [name, token] of Object.entries(tokens)) {
      assert(typeof token === "string");
      const { buckets } = await call(
        { ...parts.server, token },
        "GET",
        `/api/v2/buckets?orgID=${parts.server.orgId}`,
      );
      assert(Array.isArray(buckets) && buckets.length > 0, name);
    }
  });

  test("whatever changes in place does, with the tokens kept", async () => {
    const up = await parts.engine.succeed("up", changed);
    runs.push(up);
    const changeable = declared.filter(({ sample }) => Object.keys(sample.updates).length > 0);
    assert.deepEqual(operations(up), Object.fromEntries(changeable.map(({ name }) => [name, "update"])));
    runs.push(await parts.engine.succeed("preview", changed, unchanged));
    assert.deepEqual(await outputs(parts.engine), tokens);
  });

  test("nothing secret was to be seen, and a destroy leaves nothing", async () => {
    const hidden = secrets(tokens);
    assert(hidden.length >= 8, `${hidden.length}`);
    for (const text of hidden) assert.deepEqual(await placesOf(parts.engine, text, runs), [], text);
    const ids = (await parts.engine.resources()).map(({ id }) => id);
    await parts.engine.succeed("destroy");
    assert.deepEqual(await parts.engine.resources(), []);
    const { authorizations } = await call(parts.server, "GET", "/api/v2/authorizations");
    const left = (authorizations as { id: string }[]).filter(({ id }) => ids.includes(id));
    assert.deepEqual(left, []);
  });
});
