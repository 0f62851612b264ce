/**
 * Updates through a connection on which chance breaks what it likes. When it stops, one update brings everything about
 * as declared: nothing is there twice, nothing is missing, and nothing secret was ever shown. The seed of a run is
 * printed; `CHAOS_SEED=<seed>` makes the same choices again, though not always for the same requests: those are sent
 * side by side.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import type { Program } from "../../../../index.ts";
import type { EngineRun } from "../../../../test/support/engine.ts";
import { engineParts } from "../../../../test/support/engine-parts.ts";
import type { Fault } from "../../../../test/support/fault-proxy.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";
import { connect, objectsOn } from "./stack.ts";

const parts = engineParts();

const seed = Number(process.env["CHAOS_SEED"] ?? Math.floor(Math.random() * 0x7fffffff));
const ROUNDS = 4;
const SECRETS = ["the-password-of-somebody", "the-value-of-a-secret"];

const faults: readonly Fault[] = [
  { fault: "drop-before" },
  { fault: "drop-after" },
  { fault: "truncate" },
  { fault: "garble", body: "<html>sorry</html>" },
  { fault: "garble", body: "" },
  { fault: "answer", status: 429, headers: { "retry-after": "0" } },
  { fault: "answer", status: 503, body: '{"code":"unavailable","message":"later"}' },
  { fault: "answer", status: 502, body: "bad gateway" },
];

/** Chance with a seed: numbers from 0 up to a bound. */
function chanceOf(from: number): (bound: number) => number {
  const [generator] = fc.sample(fc.infiniteStream(fc.nat(0x3fffffff)), { seed: from, numRuns: 1 });
  assert(generator !== undefined);
  const numbers = generator[Symbol.iterator]();
  return (bound) => (numbers.next().value ?? 0) % bound;
}

/** A fault in a word, for what is printed. */
function faultName(fault: Fault | undefined): string {
  return fault?.fault === "answer" ? `answer ${fault.status}` : (fault?.fault ?? "");
}

/** What one round declares: which of the objects, and how. */
interface Round {
  readonly present: readonly number[];
  readonly version: number;
}

function declare({ present, version }: Round): Program {
  return async () => {
    const provider = connect(parts.server, parts.proxy.url);
    const options = { provider };
    const ids: pulumi.Output<string>[] = [];
    const organization = new influxdb.Organization(
      "org",
      { name: "declared", description: `v${version}` },
      options,
    );
    const password = pulumi.secret(`${SECRETS[0] ?? ""}-${version}`);
    const user = new influxdb.User("user", { name: "somebody", password }, options);
    new influxdb.OrganizationMembership(
      "member",
      { orgId: organization.id, userId: user.id, role: "member" },
      options,
    );
    new influxdb.Secret(
      "secret",
      { key: "key", value: pulumi.secret(`${SECRETS[1] ?? ""}-${version}`) },
      options,
    );
    const properties = { version: String(version) };
    const label = new influxdb.Label("label", { name: "label", properties }, options);
    const put = (resourceType: "buckets" | "tasks", number: number, resourceId: pulumi.Input<string>) => {
      const mapping = { labelId: label.id, resourceType, resourceId };
      new influxdb.LabelMapping(`label-${resourceType}-${number}`, mapping, options);
    };
    for (const number of present) {
      const name = `object-${number}`;
      const seconds = 3600 * (1 + ((number + version) % 5));
      const bucket = new influxdb.Bucket(`bucket-${number}`, { name, retentionSeconds: seconds }, options);
      const mapping = { database: name, retentionPolicy: `v${version}`, bucketId: bucket.id };
      new influxdb.Dbrp(`dbrp-${number}`, mapping, options);
      const flux = `option task = {name: "${name}", every: ${1 + version}h}\nbuckets()`;
      const task = new influxdb.Task(`task-${number}`, { flux, status: "inactive" }, options);
      const permissions = [
        { action: "read" as const, resourceType: "buckets" as const, resourceId: bucket.id },
      ];
      const keepers = { version: String(Math.floor(version / 2)) };
      const token = new influxdb.Authorization(
        `token-${number}`,
        { description: name, permissions, keepers },
        options,
      );
      put("buckets", number, bucket.id);
      put("tasks", number, task.id);
      ids.push(bucket.id, task.id, token.id);
    }
    return Promise.resolve({ ids: pulumi.all(ids) });
  };
}

test(`after ${ROUNDS} rounds of broken connections one update converges (seed ${seed})`, async (context) => {
  const chance = chanceOf(seed);
  const rounds = Array.from({ length: ROUNDS }, (_, version): Round => {
    return { version, present: [0, 1, 2, 3, 4, 5].filter(() => chance(4) > 0) };
  });
  const runs: EngineRun[] = [];
  const requests: string[] = [];
  let isDone = false;
  context.after(() => {
    // What went wrong in the end went wrong earlier.
    if (isDone) return;
    context.diagnostic(requests.join("\n"));
    for (const [index, { stdout, stderr }] of runs.entries())
      context.diagnostic(`round ${index}:\n${stdout}${stderr}`);
  });
  let broken = 0;
  for (const round of rounds) {
    parts.proxy.breakBy(({ method, path }) => {
      const fault = chance(100) < 15 ? faults[chance(faults.length)] : undefined;
      if (fault !== undefined) broken += 1;
      // Without bodies: they hold secrets.
      if (/\/(authorizations|users)\b/.test(path))
        requests.push([new Date().toISOString(), round.version, method, path, faultName(fault)].join(" "));
      return fault;
    });
    const flags = round.version % 2 === 0 ? [] : ["--refresh", "--run-program"];
    runs.push(await parts.engine.run("up", declare(round), { flags }));
  }
  parts.proxy.heal();
  assert(broken > 3, `chance has broken ${broken} requests only`);
  const last = rounds.at(-1);
  assert(last !== undefined);
  const refreshing = ["--refresh", "--run-program"];
  runs.push(await parts.engine.run("up", declare(last), { flags: refreshing }));
  assert.equal(runs.at(-1)?.code, 0);
  const flags = [...refreshing, "--expect-no-changes"];
  runs.push(await parts.engine.succeed("preview", declare(last), { flags }));

  const names = last.present.map((number) => `object-${number}`);
  const found = await objectsOn(parts.server);
  assert.deepEqual(
    found["buckets"]?.filter((name) => name !== "setup"),
    names,
  );
  assert.deepEqual(found["tasks"], names);
  assert.deepEqual(found["dbrps"], names);
  assert.deepEqual(
    found["tokens"]?.filter((name) => name.startsWith("object-")),
    names,
  );
  const { users } = await call(parts.server, "GET", "/api/v2/users");
  assert.equal((users as { name: string }[]).filter(({ name }) => name === "somebody").length, 1);

  const { stdout } = await parts.engine.command("stack", "export", "--show-secrets");
  const state = JSON.parse(stdout) as {
    deployment: { resources: { outputs?: { token?: { plaintext: string } } }[] };
  };
  const tokens = state.deployment.resources.flatMap(({ outputs }) => {
    const text = outputs?.token?.plaintext;
    return text === undefined ? [] : [String(JSON.parse(text))];
  });
  assert.equal(tokens.filter((token) => token.length > 40).length, names.length);
  const shown = [
    ...runs.flatMap((run) => [run.stdout, run.stderr, run.events]),
    await parts.engine.stateText(),
  ].join("\n");
  for (const secret of [...SECRETS, ...tokens]) assert(!shown.includes(secret), "a secret was shown");
  await parts.engine.succeed("destroy");
  assert.deepEqual((await objectsOn(parts.server))["tasks"], []);
  isDone = true;
});
