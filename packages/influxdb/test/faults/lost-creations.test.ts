/** The answer to a creation is lost: what was made is found again, what was not is made, and nothing exists twice. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type Fault, type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { api, startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { textOf, type Values } from "../../definition/values.ts";
import { Unfinished } from "../../provider/provider.ts";
import { call } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
afterEach(() => proxy.heal());
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const losses: readonly [what: string, fault: Fault, isMade: boolean][] = [
  ["the connection breaks before the server hears of it", { fault: "drop-before" }, false],
  ["the connection breaks before the answer", { fault: "drop-after" }, true],
  ["the answer breaks off", { fault: "truncate" }, true],
  ["the answer is a page of HTML", { fault: "garble", body: "<html></html>" }, true],
  ["the answer is cut-off JSON", { fault: "garble", body: '{"id":"' }, true],
  ["the answer is nothing", { fault: "garble", body: "" }, true],
  ["the answer is JSON of another shape", { fault: "garble", body: '{"id":1}' }, true],
  ["a gateway gave up", { fault: "answer", status: 504, body: "<html>" }, false],
  ["a gateway found nobody", { fault: "answer", status: 502, body: "" }, false],
];

interface Sample {
  readonly kind: string;
  readonly path: string;
  readonly inputs: (name: string) => Values;
  /** How many objects the server has that are called so. */
  readonly count: (name: string) => Promise<number>;
}

async function countIn(path: string, field: string, matches: (each: Values) => boolean): Promise<number> {
  const { [field]: all } = await call(server, "GET", path);
  return (all as Values[]).filter(matches).length;
}

const right = { action: "read", resourceType: "buckets" };
const samples: readonly Sample[] = [
  {
    kind: "Bucket",
    path: "buckets",
    inputs: (name) => ({ name, retentionSeconds: 7200 }),
    count: (name) =>
      countIn(`/api/v2/buckets?orgID=${server.orgId}&limit=100`, "buckets", (each) => each["name"] === name),
  },
  {
    kind: "Task",
    path: "tasks",
    inputs: (name) => ({ flux: `option task = {name: "${name}", every: 1h}\nbuckets()` }),
    count: (name) => countIn(`/api/v2/tasks?orgID=${server.orgId}`, "tasks", (each) => each["name"] === name),
  },
  {
    kind: "Authorization",
    path: "authorizations",
    inputs: (description) => ({ description, permissions: [right] }),
    count: (name) =>
      countIn(
        `/api/v2/authorizations?orgID=${server.orgId}`,
        "authorizations",
        (each) => each["description"] === name,
      ),
  },
  {
    kind: "Organization",
    path: "orgs",
    inputs: (name) => ({ name }),
    count: (name) => countIn("/api/v2/orgs?limit=100", "orgs", (each) => each["name"] === name),
  },
];

for (const { kind: kindName, path, inputs, count } of samples) {
  describe(kindName, () => {
    const kind = kindOf(kindName);
    const post = { method: "POST", path: new RegExp(`/${path}$`) };

    for (const [index, [what, fault, isMade]] of losses.entries()) {
      test(`${what}: one object, and it is on record`, async () => {
        const name = `${kindName} ${index}`;
        proxy.break(post, fault);
        const from = proxy.seen.length;
        const resource = await sessions.next().create(kind, inputs(name));
        assert.equal(await count(name), 1);
        const { token, ...told } = (await sessions.next().refreshed(resource)).outputs.values;
        const { token: _, ...known } = resource.outputs.values;
        assert.deepEqual(told, known);
        const posts = proxy.seen.slice(from).filter((seen) => seen.method === "POST").length;
        // The value of a token goes with the answer: only a new one has one.
        assert.equal(posts, isMade && kindName !== "Authorization" ? 1 : 2);
        if (kindName === "Authorization") {
          await api(
            { url: server.url, token: textOf(token) },
            "GET",
            `/api/v2/buckets?orgID=${server.orgId}`,
          );
        }
      });
    }
  });
}

test("a secret whose answer is lost is on record, and one that was there before is not taken", async () => {
  const secret = kindOf("Secret");
  const patch = { method: "PATCH", path: /secrets/ };
  for (const [index, [, fault]] of losses.entries()) {
    proxy.break(patch, fault);
    const declared = { key: `secret ${index}`, value: "first" };
    const resource = await sessions.next().create(secret, declared);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    proxy.break(patch, fault);
    const again = sessions.next().create(secret, { ...declared, value: "second" });
    await assert.rejects(again, /Secret "secret \d" exists already/);
    proxy.heal();
    assert.equal((await sessions.next().refreshed(resource)).outputs.values["value"], "first");
  }
});

describe("a label mapping", () => {
  const mapping = kindOf("LabelMapping");
  const POST_LABEL = { method: "POST", path: /\/buckets\/\w+\/labels$/ };
  const declared = async (name: string) => {
    const session = sessions.next();
    const { id: labelId } = await session.create(kindOf("Label"), { name });
    const { id: resourceId } = await session.create(kindOf("Bucket"), { name });
    return { labelId, resourceType: "buckets", resourceId };
  };

  test("is looked for by its id: lists of what may bear labels need not be answered", async () => {
    for (const [index, [, fault]] of losses.entries()) {
      const inputs = await declared(`labelled ${index}`);
      proxy.break(POST_LABEL, fault);
      proxy.break({ path: /\/(scrapers|tasks|variables)\b/, times: 100 }, { fault: "garble", body: "" });
      const resource = await sessions.next().create(mapping, inputs);
      proxy.heal();
      assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
    }
  });

  test("that somebody else made is not taken, although an answer is lost", async () => {
    const inputs = await declared("labelled by hand");
    await call(server, "POST", `/api/v2/buckets/${inputs.resourceId}/labels`, { labelID: inputs.labelId });
    proxy.break(POST_LABEL, { fault: "drop-after" });
    await assert.rejects(sessions.next().create(mapping, inputs), /LabelMapping "\S+" exists already/);
  });
});

for (const [what, fault] of [
  ["says that it exists", { fault: "none" }],
  ["is refused in words that are not the server's", { fault: "garble", body: "<html></html>" }],
] as const satisfies [what: string, fault: Fault][]) {
  test(`what comes about only after it was looked for is found when the next beginning ${what}`, async () => {
    const bucket = kindOf("Bucket");
    proxy.break({ method: "POST", path: /buckets/ }, { fault: "drop-after" });
    proxy.break({ method: "POST", path: /buckets/ }, fault);
    proxy.break({ method: "GET", path: /buckets/ }, { fault: "garble", body: '{"buckets":[]}' });
    const resource = await sessions.next().create(bucket, { name: `late, and the next ${what}` });
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  });
}

test("an object is found although one of another kind, made in the same millisecond, has its id", async () => {
  const session = sessions.next();
  const { id } = await session.create(kindOf("Authorization"), { permissions: [right] });
  // The server derives ids from the time, for users and for tokens each by themselves: both can have this one.
  const made = { id, name: "of the same time", status: "active" };
  const answer = (body: unknown): Fault => ({ fault: "answer", status: 200, body: JSON.stringify(body) });
  proxy.break({ method: "POST", path: /users$/ }, { fault: "drop-before" });
  proxy.break({ method: "GET", path: /users/ }, answer({ users: [made] }));
  proxy.break({ method: "PATCH", path: /users/ }, answer(made));
  const user = await session.create(kindOf("User"), { name: "of the same time" });
  assert.equal(user.id, id);
});

describe("a token whose value is lost", () => {
  const authorization = kindOf("Authorization");
  const POST = { method: "POST", path: /authorizations$/ };
  const DELETE = { method: "DELETE", path: /authorizations/ };
  const tokens = async (name: string) =>
    countIn(
      `/api/v2/authorizations?orgID=${server.orgId}`,
      "authorizations",
      (each) => each["description"] === name,
    );

  test("is deleted, also when the answers to that are lost", async () => {
    proxy.break(POST, { fault: "drop-after" });
    proxy.break(DELETE, { fault: "drop-after" });
    proxy.break(DELETE, { fault: "garble", body: "" });
    const declared = { description: "deleted twice", permissions: [right] };
    await sessions.next().create(authorization, declared);
    assert.equal(await tokens("deleted twice"), 1);
  });

  test("and that cannot be deleted is an error that says that it may exist", async () => {
    proxy.break(POST, { fault: "drop-after" });
    proxy.break({ ...DELETE, times: 100 }, { fault: "answer", status: 500, body: "no" });
    const creation = sessions.next().create(authorization, { description: "stays", permissions: [right] });
    await assert.rejects(creation, /The object may exist all the same: look on the server\..* DELETE .*500/);
    assert.equal(await tokens("stays"), 1);
  });
});

test("a user who is found again, but whose password cannot be set, is on record as unfinished", async () => {
  proxy.break({ method: "POST", path: /users$/ }, { fault: "drop-after" });
  proxy.break({ method: "PATCH", path: /users/, times: 100 }, { fault: "garble", body: "" });
  const creation = sessions.next().create(kindOf("User"), { name: "found", password: "of-somebody" });
  const unfinished: unknown = await creation.catch((error: unknown) => error);
  assert(unfinished instanceof Unfinished);
  const { name } = await call(server, "GET", `/api/v2/users/${unfinished.state.id}`);
  assert.equal(name, "found");
});

const task = kindOf("Task");
const flux = (name: string) => `option task = {name: "${name}", every: 1h}\nbuckets()`;

test("an equal object that was there before is not taken for the one that was made", async () => {
  const before = await sessions.next().create(task, { flux: flux("twins") });
  // The server's clock, as far as anybody can see, is an hour ahead: all that exists was made long ago.
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  proxy.break({ path: /./, times: 1000, method: "GET" }, { fault: "none", headers: { date } });
  proxy.break({ method: "POST", path: /tasks/ }, { fault: "drop-before" });
  const after = await sessions.next().create(task, { flux: flux("twins") });
  assert.notEqual(after.id, before.id);
});

test("two equal objects, each made once although the answers to both are lost", async () => {
  proxy.break({ method: "POST", path: /tasks/, times: 2 }, { fault: "drop-after" });
  const session = sessions.next();
  const both = await Promise.all([1, 2].map(() => session.create(task, { flux: flux("pair") })));
  assert.equal(new Set(both.map(({ id }) => id)).size, 2);
  const { tasks } = await call(server, "GET", `/api/v2/tasks?orgID=${server.orgId}&name=pair`);
  assert.equal((tasks as unknown[]).length, 2);
});

test("a name that is taken stays somebody else's, also when the answer that says so is lost", async () => {
  const bucket = kindOf("Bucket");
  await call(server, "POST", "/api/v2/buckets", { orgID: server.orgId, name: "foreign", retentionRules: [] });
  proxy.break({ method: "POST", path: /buckets/ }, { fault: "drop-after" });
  const declared = { name: "foreign", retentionSeconds: 7200 };
  await assert.rejects(sessions.next().create(bucket, declared), /Bucket "foreign" exists already/);
});

test("what can neither be made nor looked for is an error that says so, and the next attempt is told of it", async () => {
  const bucket = kindOf("Bucket");
  proxy.break({ method: "POST", path: /buckets/ }, { fault: "drop-after" });
  proxy.break({ method: "GET", path: /buckets/, times: 100 }, { fault: "answer", status: 500, body: "no" });
  await assert.rejects(
    sessions.next().create(bucket, { name: "open" }),
    /The object may exist all the same: look on the server\. It could not be looked for: .*500/,
  );
  proxy.heal();
  await assert.rejects(sessions.next().create(bucket, { name: "open" }), /"open" exists already/);
});

test("an answer that is lost for ever: after some beginnings it is an error, and nothing exists", async () => {
  proxy.break({ method: "POST", path: /tasks/, times: 100 }, { fault: "drop-before" });
  await assert.rejects(
    sessions.next().create(task, { flux: flux("never") }),
    /POST \/api\/v2\/tasks at .* failed: .*The object may exist all the same/,
  );
  const { tasks } = await call(server, "GET", `/api/v2/tasks?orgID=${server.orgId}&name=never`);
  assert.deepEqual(tasks, []);
});

test("a lost answer among others that are not: each object is the one that was declared", async () => {
  proxy.break({ method: "POST", path: /tasks/ }, { fault: "none" });
  proxy.break({ method: "POST", path: /tasks/ }, { fault: "drop-after" });
  const session = sessions.next();
  const names = ["one", "two", "three"];
  const made = await Promise.all(names.map((name) => session.create(task, { flux: flux(name) })));
  for (const [index, resource] of made.entries()) {
    assert.equal(resource.outputs.values["name"], names[index]);
    assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
  }
});

describe("what a process that was killed had begun", () => {
  const HOUR_MS = 3_600_000;

  test("is claimed when it was made since then and is on no record", async () => {
    const bucket = kindOf("Bucket");
    const { id, inputs } = await sessions.next().create(bucket, { name: "begun" });
    const claim = (known: readonly string[], since: number) =>
      sessions.next().provider.claim(bucket, inputs, new Set(known), since);
    assert.equal(await claim([], Date.now() - HOUR_MS), id);
    assert.equal(await claim([], Date.now() + HOUR_MS), undefined);
    assert.equal(await claim([id], Date.now() - HOUR_MS), undefined);
  });

  test("a token is deleted, but not one that was there before, however equal", async () => {
    const authorization = kindOf("Authorization");
    const { id, inputs } = await sessions.next().create(authorization, { permissions: [right] });
    const isThere = async () => (await sessions.next().import(authorization, id)) !== undefined;
    const claim = (since: number) => sessions.next().provider.claim(authorization, inputs, new Set(), since);
    assert.equal(await claim(Date.now() + HOUR_MS), undefined);
    assert(await isThere());
    assert.equal(await claim(Date.now() - HOUR_MS), undefined);
    assert(!(await isThere()));
  });
});
