/**
 * What the schema says of resources and functions, held against what the provider does on a real server, all of it
 * over gRPC: the schema and the behaviour have no common reader here.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { hasUnknown, type Values } from "../../definition/values.ts";
import type { Bag } from "../../provider/wire.ts";
import { rows } from "../conformance/rows/index.ts";
import { call, made, type World } from "../conformance/rows/row.ts";
import { anotherValue, type Members, membersFaults, misfit, PackageSchema, valuesOf } from "./conforms.ts";
import { WireClient } from "./wire-client.ts";

let server: TestServer;
let world: World;
let wire: WireClient;
let schema: PackageSchema;
before(async () => {
  server = await startServer();
  const other = {
    name: "another",
    id: await made(call(server, "POST", "/api/v2/orgs", { name: "another" })),
  };
  world = { server, other };
  wire = await WireClient.connect(server);
  schema = PackageSchema.parse(await wire.schema());
});
after(async () => {
  await wire.close();
  await server.stop();
});

const tokenOf = (name: string) => `influxdb:index:${name}`;

function resourceOf(name: string) {
  const resource = schema.resources[tokenOf(name)];
  assert(resource !== undefined, name);
  const { inputProperties: properties, requiredInputs: required } = resource;
  return { outputs: resource, inputs: { properties, required } };
}

/** Fails where a bag is not as the schema says. */
function assertConforms(members: Members, { values, secrets }: Bag): void {
  assert.deepEqual(membersFaults(schema, members, values), []);
  const declared = Object.keys(values).filter((key) => members.properties[key]?.secret);
  assert.deepEqual(secrets, new Set(declared));
}

test("every kind of the schema has a row, and every row a kind in the schema", () => {
  const covered = new Set(rows.map(({ kind }) => tokenOf(kind)));
  assert.deepEqual([...covered].sort(), Object.keys(schema.resources).sort());
});

for (const row of rows) {
  const token = tokenOf(row.kind);
  const title = row.variant === undefined ? row.kind : `${row.kind}, ${row.variant}`;

  describe(title, () => {
    for (const which of ["full", "least"] as const) {
      test(`${which} inputs: everything that the provider answers is of the type that the schema tells`, async () => {
        const { inputs, outputs } = resourceOf(row.kind);
        const sample = await row.prepare(world, `${title} ${which}`);
        const checked = await wire.check(token, sample[which]);
        assertConforms(inputs, checked.inputs);
        const foretold = await wire.foretell(token, checked.inputs);
        // What is not known yet is of no type.
        const known = Object.entries(foretold.values).filter(([, value]) => !hasUnknown(value));
        const claimed = Object.fromEntries(known);
        const secrets = new Set(Object.keys(claimed).filter((key) => foretold.secrets.has(key)));
        assertConforms({ ...outputs, required: [] }, { values: claimed, secrets });
        const sent = await wire.create(token, sample[which]);
        assertConforms(outputs, sent.outputs);
        for (const state of [await wire.read(token, sent), await wire.read(token, { id: sent.id })]) {
          assertConforms(outputs, state.outputs);
          // What the server never tells cannot be imported.
          assertConforms({ ...inputs, required: [] }, state.inputs);
        }
      });
    }

    test("a change replaces where the schema says so, and nowhere else", async () => {
      const { inputs } = resourceOf(row.kind);
      const sample = await row.prepare(world, `${title} replaced`);
      const sent = await wire.create(token, sample.full);
      const places: Values = { org: world.other.name, orgId: world.other.id };
      for (const [key, { willReplaceOnChanges: replaces }] of Object.entries(inputs.properties)) {
        const to = sample.updates[key]?.to ?? sample.replacements[key] ?? places[key];
        const news = { ...sent.inputs.values, [key]: to ?? anotherValue(sent.inputs.values[key]) };
        const found = await wire.diff(token, sent, news);
        assert(found.changes.includes(key), `${key}: ${JSON.stringify(news[key])} is no change`);
        assert.deepEqual(found.replaces, replaces === true ? [key] : [], key);
      }
    });

    test("the inputs that are accepted are those of the schema", async () => {
      const { inputs } = resourceOf(row.kind);
      const { full } = await row.prepare(world, `${title} checked`);
      const failuresOf = async (declared: Values) => (await wire.check(token, declared)).failures;
      assert.match((await failuresOf({ ...full, surplus: 1 })).get("surplus") ?? "", /no such property/);
      for (const [key, spec] of Object.entries(inputs.properties)) {
        const { [key]: _, ...without } = full;
        const demanded = /required, but not given/.test((await failuresOf(without)).get(key) ?? "");
        assert.equal(demanded, inputs.required.includes(key), key);
        const value = misfit(spec);
        if (value !== undefined) assert((await failuresOf({ ...full, [key]: value })).has(key), key);
        for (const each of valuesOf(schema, spec) ?? []) {
          const reason = (await failuresOf({ ...full, [key]: each })).get(key) ?? "";
          assert.doesNotMatch(reason, /expected one of/, `${key}: ${each}`);
        }
      }
    });
  });
}

/** Arguments with which each function finds something. */
const ARGUMENTS: Readonly<Record<string, (server: TestServer) => Values>> = {
  getOrganization: ({ org }) => ({ name: org }),
  getBucket: () => ({ name: "_tasks" }),
  getBuckets: () => ({}),
  getTask: () => ({ name: "found" }),
  getTasks: () => ({}),
  getDbrps: () => ({}),
  getHealth: () => ({}),
  query: () => ({ flux: "buckets()" }),
};

describe("functions", () => {
  before(async () => {
    const flux = 'option task = {name: "found", every: 1h}\nbuckets()\n';
    await wire.create(tokenOf("Task"), { flux, description: "" });
    const dbrp = rows.find(({ kind }) => kind === "Dbrp");
    await wire.create(tokenOf("Dbrp"), (await dbrp?.prepare(world, "functions"))?.full ?? {});
  });

  test("there are arguments here for every function of the schema", () => {
    assert.deepEqual(Object.keys(ARGUMENTS).map(tokenOf).sort(), Object.keys(schema.functions).sort());
  });

  for (const [name, argumentsFor] of Object.entries(ARGUMENTS)) {
    test(`${name}: arguments and results are of the types that the schema tells`, async () => {
      const { inputs = { properties: {}, required: [] }, outputs } = schema.functions[tokenOf(name)] ?? {};
      assert(outputs !== undefined);
      const args = argumentsFor(server);
      assert.deepEqual(membersFaults(schema, inputs, args), []);
      const { result, failures } = await wire.invoke(tokenOf(name), args);
      assert.deepEqual(failures, new Map());
      assert.deepEqual(membersFaults(schema, outputs, result), []);
      // A list that is empty is of every type.
      for (const value of Object.values(result)) assert.notDeepEqual(value, []);

      const failuresOf = async (given: Values) => (await wire.invoke(tokenOf(name), given)).failures;
      assert.match((await failuresOf({ ...args, surplus: 1 })).get("surplus") ?? "", /no such property/);
      for (const [key, spec] of Object.entries(inputs.properties)) {
        assert((await failuresOf({ ...args, [key]: misfit(spec) ?? null })).has(key), key);
      }
      for (const key of inputs.required) {
        const { [key]: _, ...without } = args;
        assert.deepEqual([...(await failuresOf(without)).keys()], [key]);
      }
    });
  }
});
