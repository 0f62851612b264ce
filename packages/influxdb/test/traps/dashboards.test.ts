/** Traps of the server that concern dashboards; numbers are those of the notes on its API. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultProxy, startFaultProxy } from "../../../../test/support/fault-proxy.ts";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import { viewTypes } from "../../kinds/views.ts";
import { call } from "../conformance/rows/row.ts";

let server: TestServer;
let proxy: FaultProxy;
let sessions: Sessions;
before(async () => {
  server = await startServer();
  proxy = await startFaultProxy(server.url);
  sessions = new Sessions({ url: proxy.url, token: server.token, org: server.org });
});
after(async () => {
  await sessions.close();
  await proxy.stop();
  await server.stop();
});

const dashboard = kindOf("Dashboard");
const shape = "chronograf-v2";
const note = (name: string, x: number, text = "n") => {
  return { name, x, y: 0, w: 2, h: 2, properties: { type: "markdown", note: text } };
};

interface Cell {
  readonly id: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function cellsOf(id: string): Promise<readonly Cell[]> {
  const { cells } = await call(server, "GET", `/api/v2/dashboards/${id}?include=properties`);
  return cells as Cell[];
}

/** Requests of a piece of work, without ids and queries. */
async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
  const from = proxy.seen.length;
  await work();
  return proxy.seen
    .slice(from)
    .map(({ method, path }) => `${method} ${path.replace(/\?.*/, "").replace(/[0-9a-f]{16}/g, "<id>")}`)
    .filter((request) => !/health|orgs/.test(request));
}

describe("traps: dashboards", () => {
  test("trap 20: views are stored as declared, of every type, when a dashboard is made and when it is changed", async () => {
    const cells = viewTypes.map((type, y) => ({ x: 0, y, w: 1, h: 1, properties: { type } }));
    const session = sessions.next();
    const types = async (id: string) =>
      (await cellsOf(id)).map(({ properties }) => properties["type"]).sort();
    const made = await session.create(dashboard, { name: "views", cells });
    assert.deepEqual(await types(made.id), [...viewTypes].sort());
    const changed = await session.update(made, { name: "views", cells: cells.slice(1) });
    assert.deepEqual(await types(made.id), viewTypes.slice(1).sort());
    assert.deepEqual(plain(await sessions.next().refreshed(changed)), plain(changed));
  });

  test("trap 20: a dashboard is made in one request, and changed in one, which nobody sees half done", async () => {
    const session = sessions.next();
    let requests = await requestsOf(() =>
      session.create(dashboard, { name: "whole", cells: [note("a", 0)] }),
    );
    assert.deepEqual(requests, ["POST /api/v2/dashboards"]);
    const made = await session.create(dashboard, { name: "whole too", cells: [note("a", 0)] });
    requests = await requestsOf(() => session.update(made, { name: "renamed", cells: [note("b", 2)] }));
    assert.deepEqual(requests, ["GET /api/v2/dashboards/<id>", "PATCH /api/v2/dashboards/<id>"]);
  });

  test("trap 20: cells that stay keep their ids, so that links to them hold", async () => {
    const session = sessions.next();
    const made = await session.create(dashboard, {
      name: "links",
      cells: [note("stays", 0), note("moves", 2), note("old name", 4), note("goes", 6)],
    });
    const before = new Map((await cellsOf(made.id)).map(({ name, id }) => [name, id]));
    await session.update(made, {
      name: "links",
      cells: [note("new name", 4), note("comes", 10), note("moves", 8), note("stays", 0, "changed")],
    });
    const after = new Map((await cellsOf(made.id)).map(({ name, id }) => [name, id]));
    for (const [name, was] of [
      ["stays", "stays"],
      ["moves", "moves"],
      ["new name", "old name"],
    ] as const)
      assert.equal(after.get(name), before.get(was), name);
    assert(![...before.values()].includes(after.get("comes") ?? ""));
    assert.equal(after.size, 4);
  });

  test("a description alone changes, and the cells stay as they are", async () => {
    const session = sessions.next();
    const declared = { name: "described", cells: [note("a", 0)] };
    const made = await session.create(dashboard, declared);
    const before = await cellsOf(made.id);
    await session.update(made, { ...declared, description: "d" });
    assert.deepEqual(await cellsOf(made.id), before);
  });

  test("what the server adds to a view, and the order of cells, is no difference; what a person adds is one", async () => {
    const session = sessions.next();
    const cells = [
      {
        ...note("b", 4),
        properties: { type: "xy", queries: [{ text: "buckets()" }], axes: { y: { label: "°" } } },
      },
      note("a", 0),
    ];
    const made = await session.create(dashboard, { name: "defaults", cells });
    const [, lines] = await cellsOf(made.id);
    assert.deepEqual(lines?.properties["colors"], null);
    const refreshed = await sessions.next().refreshed(made);
    assert.deepEqual(plain(refreshed), plain(made));
    assert.deepEqual(session.changes(refreshed, { name: "defaults", cells: [...cells].reverse() }), []);

    const path = `/api/v2/dashboards/${made.id}/cells/${lines.id}/view`;
    await call(server, "PATCH", path, {
      name: "b",
      properties: { ...lines.properties, shape, legendHide: true },
    });
    const drifted = await sessions.next().refreshed(made);
    assert.deepEqual(session.changes(drifted, { name: "defaults", cells }), ["cells"]);
    await session.update(drifted, { name: "defaults", cells });
    assert.deepEqual((await cellsOf(made.id))[1]?.properties, lines.properties);
  });

  test("the order in which a person leaves the cells is no difference either", async () => {
    const cells = [note("a", 0), note("b", 2), note("c", 4)];
    const made = await sessions.next().create(dashboard, { name: "order", cells });
    const path = `/api/v2/dashboards/${made.id}/cells`;
    await call(server, "PUT", path, [...(await cellsOf(made.id))].reverse());
    assert.deepEqual(
      (await cellsOf(made.id)).map(({ name }) => name),
      ["c", "b", "a"],
    );
    assert.deepEqual(plain(await sessions.next().refreshed(made)), plain(made));
  });

  test("a cell that a person made is drift, and so is one that a person took away", async () => {
    const session = sessions.next();
    const declared = { name: "cells", cells: [note("a", 0)] };
    const made = await session.create(dashboard, declared);
    await call(server, "POST", `/api/v2/dashboards/${made.id}/cells`, {
      name: "more",
      x: 5,
      y: 5,
      w: 1,
      h: 1,
    });
    const more = await sessions.next().refreshed(made);
    assert.deepEqual(session.changes(more, declared), ["cells"]);
    const mended = await session.update(more, declared);
    const [only, ...others] = await cellsOf(made.id);
    assert.deepEqual(others, []);
    await call(server, "DELETE", `/api/v2/dashboards/${made.id}/cells/${only?.id ?? ""}`);
    assert.deepEqual(session.changes(await sessions.next().refreshed(mended), declared), ["cells"]);
  });

  test("names repeat: an import by name that fits two says so, and ids tell them apart", async () => {
    const session = sessions.next();
    const [one, two] = [
      await session.create(dashboard, { name: "twin" }),
      await session.create(dashboard, { name: "twin", description: "other" }),
    ];
    await assert.rejects(
      sessions.next().import(dashboard, "twin"),
      /"twin" names 2 objects of kind Dashboard/,
    );
    assert.equal((await sessions.next().import(dashboard, two.id))?.outputs.values["description"], "other");
    await session.delete(one);
    assert.equal((await sessions.next().import(dashboard, "twin"))?.id, two.id);
  });

  test("trap 18: a dashboard whose organization is gone can still be read and deleted", async () => {
    const session = sessions.next();
    const organization = await session.create(kindOf("Organization"), { name: "short-lived" });
    const made = await session.create(dashboard, { name: "orphan", orgId: organization.id });
    await session.delete(organization);
    assert.equal((await sessions.next().refreshed(made)).id, made.id);
    await sessions.next().delete(made);
    assert.equal(await sessions.next().refresh(made), undefined);
  });
});
