/** What holds of every kind, on any server that the provider is for. A file per server calls it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type TestServer, startServer } from "../../../../test/support/influxd.ts";
import {
  bag,
  kindOf,
  plain,
  type Resource,
  type Session,
  Sessions,
} from "../../../../test/support/provider.ts";
import type { Part } from "../../../../tools/toolchain/part.ts";
import type { TypeSpec } from "../../definition/types.ts";
import { hasUnknown, type Value, type Values } from "../../definition/values.ts";
import { kinds } from "../../kinds/index.ts";
import { rows } from "./rows/index.ts";
import { call, made, type Row, type Sample, type World } from "./rows/row.ts";
import { previewCreate, previewUpdate } from "../../provider/previews.ts";

let server: TestServer;
let sessions: Sessions;
let world: World;

async function open(part: Part): Promise<void> {
  server = await startServer({ part });
  sessions = new Sessions({ url: server.url, token: server.token, org: server.org });
  const other = { name: "another/organization", id: "" };
  world = {
    server,
    other: { ...other, id: await made(call(server, "POST", "/api/v2/orgs", { name: other.name })) },
  };
}

async function close(): Promise<void> {
  await sessions.close();
  await server.stop();
}

let runs = 0;
/** A sample whose names no other test has. */
async function sampleOf(row: Row): Promise<Sample> {
  runs += 1;
  return row.prepare(world, `run ${runs}`);
}

/** What a preview claims to know comes true. */
function assertHolds(preview: Values, real: Values): void {
  const claimed = Object.entries(preview).filter(([, value]) => value !== undefined && !hasUnknown(value));
  assert(claimed.length > 0);
  assert.deepEqual(Object.fromEntries(claimed), Object.fromEntries(claimed.map(([key]) => [key, real[key]])));
}

/** Creates an object, and holds the preview of it against what came of it. */
async function create(session: Session, kind: Resource["kind"], declared: Values): Promise<Resource> {
  const preview = previewCreate(kind, bag(session.check(kind, declared)));
  const resource = await session.create(kind, declared);
  assertHolds(preview.values, resource.outputs.values);
  assert.deepEqual(preview.secrets, resource.outputs.secrets);
  return resource;
}

/** Updates an object, and holds the preview of it against what came of it. */
async function update(session: Session, resource: Resource, declared: Values): Promise<Resource> {
  const news = bag(session.check(resource.kind, declared));
  const preview = previewUpdate(resource.kind, resource.inputs, resource.outputs, news);
  const updated = await session.update(resource, declared);
  assertHolds(preview.values, updated.outputs.values);
  assert.equal(updated.id, resource.id);
  return updated;
}

/** A value that is no default. */
function localValue({ type }: TypeSpec): Value {
  if (type === "boolean") return true;
  if (type === "integer") return 60;
  assert.equal(type, "map", "give this test a value for other types");
  return { since: "today" };
}

/** Tests of one row. */
function testRow(row: Row): void {
  const kind = kindOf(row.kind);

  describe(row.variant === undefined ? row.kind : `${row.kind}, ${row.variant}`, () => {
    for (const which of ["full", "least"] as const) {
      test(`${which} inputs: created as declared; refreshed and declared again, nothing changed`, async () => {
        const sample = await sampleOf(row);
        const session = sessions.next();
        const resource = await create(session, kind, sample[which]);
        const real = await sample.onServer(resource.id);
        for (const [key, value] of Object.entries(sample[which])) {
          if (kind.properties[key]?.writeOnly) assert(await sample.accepts?.(resource.id, key, value), key);
          else assert.deepEqual(new Set([real?.[key]].flat()), new Set([value].flat()), key);
        }
        const refreshed = await sessions.next().refreshed(resource);
        assert.deepEqual(plain(refreshed), plain(resource));
        assert.deepEqual(refreshed.outputs.secrets, resource.outputs.secrets);
        assert.deepEqual(session.diff(refreshed, sample[which]).changes, []);
      });
    }

    test("each input that changes in place: the diff names it alone, the server has it, the rest stays", async () => {
      const sample = await sampleOf(row);
      const session = sessions.next();
      let resource = await create(session, kind, sample.full);
      let declared = sample.full;
      for (const [property, { to }] of Object.entries(sample.updates)) {
        const before = await sample.onServer(resource.id);
        declared = { ...declared, [property]: to };
        assert.deepEqual(session.diff(resource, declared).changes, [
          { property, change: "update", replaces: false },
        ]);
        resource = await update(session, resource, declared);
        const told = kind.properties[property]?.writeOnly ? before : { ...before, [property]: to };
        assert.deepEqual(await sample.onServer(resource.id), told);
        if (told === before) assert(await sample.accepts?.(resource.id, property, to), property);
        assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
        assert.deepEqual(session.changes(resource, declared), []);
      }
    });

    test("what is no longer declared goes back to its default", async () => {
      const sample = await sampleOf(row);
      const session = sessions.next();
      const resource = await create(session, kind, sample.full);
      const needed = Object.entries(sample.full).filter(([key]) => key in sample.least);
      const short = Object.fromEntries(needed);
      const updated = await update(session, resource, short);
      const real = await sample.onServer(resource.id);
      for (const [key, property] of Object.entries(kind.properties)) {
        if (property.default !== undefined && !property.local && !(key in short))
          assert.deepEqual(real?.[key], property.default, key);
      }
      const refreshed = await sessions.next().refreshed(updated);
      assert.deepEqual(plain(refreshed), plain(updated));
      assert.deepEqual(session.changes(refreshed, short), []);
    });

    test("each input that a person changes: the refresh shows it alone, and an update mends it", async () => {
      const sample = await sampleOf(row);
      let resource = await create(sessions.next(), kind, sample.full);
      for (const [property, { byHand }] of Object.entries(sample.updates)) {
        if (byHand === undefined) continue;
        await sample.setByHand(resource.id, property, byHand);
        const session = sessions.next();
        const found = await session.refreshed(resource);
        assert.deepEqual(found.inputs, { ...resource.inputs, [property]: byHand });
        assert.deepEqual(session.diff(found, sample.full).changes, [
          { property, change: "update", replaces: false },
        ]);
        resource = await update(session, found, sample.full);
        assert.deepEqual((await sample.onServer(resource.id))?.[property], sample.full[property]);
      }
    });

    test("each input that is for the provider alone: changed, unknown to the server, kept by a refresh", async () => {
      const sample = await sampleOf(row);
      const session = sessions.next();
      let resource = await create(session, kind, sample.full);
      const real = await sample.onServer(resource.id);
      for (const [property, { local, immutable = false, type }] of Object.entries(kind.properties)) {
        if (!local) continue;
        const declared = { ...resource.inputs, [property]: localValue(type) };
        assert.deepEqual(session.diff(resource, declared).changes, [
          { property, change: "add", replaces: immutable },
        ]);
        if (immutable) continue;
        resource = await update(session, resource, declared);
        assert.deepEqual(await sample.onServer(resource.id), real);
        assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
      }
    });

    test("each input that cannot change replaces, and the replacement is made as declared", async () => {
      const sample = await sampleOf(row);
      const places = kind.scoped ? { org: world.other.name, orgId: world.other.id } : {};
      const session = sessions.next();
      for (const [property, value] of Object.entries({ ...sample.replacements, ...places })) {
        const resource = await session.create(kind, sample.full);
        const declared = { ...sample.full, [property]: value };
        const { changes, deleteBeforeReplace } = session.diff(resource, declared);
        assert.deepEqual(
          changes.map(({ property: key, replaces }) => [key, replaces]),
          [[property, true]],
        );
        // What names objects of its own organization cannot move alone.
        const movable = !(property in places) || sample.inOrganization === undefined;
        if (deleteBeforeReplace) await session.delete(resource);
        if (movable) {
          const replacement = await create(session, kind, declared);
          assert.notEqual(replacement.id, resource.id);
          assert.deepEqual(replacement.outputs.values[property], session.check(kind, declared)[property]);
          await session.delete(replacement);
        }
        if (!deleteBeforeReplace) await session.delete(resource);
      }
    });

    test("imported by id and by name, its inputs differ in nothing from the declared ones", async () => {
      const sample = await sampleOf(row);
      const resource = await create(sessions.next(), kind, sample.full);
      const names = kind.scoped ? [`${server.org}/${sample.name}`, sample.name] : [sample.name];
      const upper = kind.idForm === undefined ? [resource.id.toUpperCase()] : [];
      // What the server does not tell is not there to import.
      const untold = (key: string) => kind.properties[key]?.writeOnly !== true;
      const told = Object.fromEntries(Object.entries(sample.full).filter(([key]) => untold(key)));
      for (const id of [resource.id, ...upper, ...names]) {
        const session = sessions.next();
        const imported = await session.import(kind, id);
        assert(imported !== undefined, id);
        assert.equal(imported.id, resource.id);
        assert.deepEqual(session.changes(imported, sample.full).filter(untold), [], id);
        const inputs = kind.scoped ? { ...told, org: server.org } : told;
        const { changes } = session.provider.diff(kind, inputs, imported.outputs.values, imported.inputs);
        assert.deepEqual(changes, [], id);
        assert.deepEqual(plain(await sessions.next().refreshed(imported)), plain(imported));
      }
    });

    test("imported from another organization, by id and by name, also when the provider has no organization", async () => {
      if (!kind.scoped) return;
      const { id: orgId, name: org } = world.other;
      const sample = await sampleOf(row);
      const declared: Values = { ...sample.full, ...(await sample.inOrganization?.(orgId)), org };
      const resource = await sessions.next().create(kind, declared);
      for (const open of [() => sessions.next(), () => sessions.homeless()]) {
        for (const id of [resource.id, `${org}/${sample.name}`]) {
          const session = open();
          const imported = await session.import(kind, id);
          assert.equal(imported?.id, resource.id, id);
          assert.equal(imported.inputs["org"], org);
          const untold = (key: string) => kind.properties[key]?.writeOnly !== true;
          assert.deepEqual(session.changes(imported, declared).filter(untold), [], id);
        }
      }
    });

    test("an import that names nothing finds nothing", async () => {
      const session = sessions.next();
      for (const id of ["00000000000000aa", "no such thing", `${server.org}/no such thing`]) {
        assert.equal(await session.import(kind, id), undefined, id);
      }
      await assert.rejects(session.import(kind, " "), /expected an id or .*to import, found nothing/);
    });

    test("deleted, it is gone from the server and from a refresh, and deleting it again is fine", async () => {
      const sample = await sampleOf(row);
      const session = sessions.next();
      const resource = await create(session, kind, sample.full);
      await session.refreshed(resource);
      await session.delete(resource);
      assert.equal(await sample.onServer(resource.id), undefined);
      assert.equal(await session.refresh(resource), undefined);
      assert.equal(await sessions.next().refresh(resource), undefined);
      await session.delete(resource);
    });
  });
}

/** Tests of every row, on a server of their own. One test file each: they share what this module holds. */
export function testConformance(part: Part): void {
  before(() => open(part));
  after(close);

  test("every kind has a row, and every row says something of every input of its kind", async () => {
    const covered = new Set(rows.map(({ kind }) => kind));
    assert.deepEqual([...covered].sort(), kinds.map(({ name }) => name).sort());
    for (const row of rows) {
      const { full, updates, replacements, apart = [] } = await sampleOf(row);
      const others = new Set(["org", "orgId", ...apart]);
      const inputs = Object.entries(kindOf(row.kind).properties).filter(
        ([key, { computed, local }]) => !computed && !local && !others.has(key),
      );
      const declared = Object.keys(full).filter((key) => !others.has(key));
      assert.deepEqual(declared.sort(), inputs.map(([key]) => key).sort(), row.kind);
      const immutable = inputs.filter(([, property]) => property.immutable).map(([key]) => key);
      const mutable = inputs.filter(([, property]) => !property.immutable).map(([key]) => key);
      assert.deepEqual(Object.keys(updates).sort(), mutable.sort(), row.kind);
      assert.deepEqual(Object.keys(replacements).sort(), immutable.sort(), row.kind);
      for (const [key, { writeOnly }] of inputs) {
        const { byHand } = updates[key] ?? {};
        if (mutable.includes(key))
          assert.equal(byHand === undefined, writeOnly === true, `${row.kind} ${key}`);
      }
    }
  });

  for (const row of rows) testRow(row);
}
