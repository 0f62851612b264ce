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
import { hasUnknown, type Values } from "../../definition/values.ts";
import { kinds } from "../../kinds/index.ts";
import { call, made, rows, type Sample, type World } from "./rows.ts";

let server: TestServer;
let sessions: Sessions;
let world: World;
before(async () => {
  server = await startServer();
  sessions = new Sessions({ url: server.url, token: server.token, org: server.org });
  const other = { name: "another/organization", id: "" };
  world = {
    server,
    other: { ...other, id: await made(call(server, "POST", "/api/v2/orgs", { name: other.name })) },
  };
});
after(async () => {
  await sessions.close();
  await server.stop();
});

let runs = 0;
/** A sample whose names no other test has. */
async function sampleOf(row: (typeof rows)[number]): Promise<Sample> {
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
  const preview = session.provider.previewCreate(kind, bag(session.check(kind, declared)));
  const resource = await session.create(kind, declared);
  assertHolds(preview.values, resource.outputs.values);
  assert.deepEqual(preview.secrets, resource.outputs.secrets);
  return resource;
}

/** Updates an object, and holds the preview of it against what came of it. */
async function update(session: Session, resource: Resource, declared: Values): Promise<Resource> {
  const news = bag(session.check(resource.kind, declared));
  const preview = session.provider.previewUpdate(resource.kind, resource.inputs, resource.outputs, news);
  const updated = await session.update(resource, declared);
  assertHolds(preview.values, updated.outputs.values);
  assert.equal(updated.id, resource.id);
  return updated;
}

test("every kind has a row, and every row says something of every input of its kind", async () => {
  assert.deepEqual(rows.map(({ kind }) => kind).sort(), kinds.map(({ name }) => name).sort());
  for (const row of rows) {
    const { full, updates, replacements } = await sampleOf(row);
    const inputs = Object.entries(kindOf(row.kind).properties).filter(
      ([key, { computed, local }]) => !computed && !local && key !== "org" && key !== "orgId",
    );
    assert.deepEqual(Object.keys(full).sort(), inputs.map(([key]) => key).sort(), row.kind);
    const immutable = inputs.filter(([, property]) => property.immutable).map(([key]) => key);
    const mutable = inputs.filter(([, property]) => !property.immutable).map(([key]) => key);
    assert.deepEqual(Object.keys(updates).sort(), mutable.sort(), row.kind);
    assert.deepEqual(Object.keys(replacements).sort(), immutable.sort(), row.kind);
  }
});

for (const row of rows) {
  const kind = kindOf(row.kind);

  describe(row.kind, () => {
    for (const which of ["full", "least"] as const) {
      test(`${which} inputs: created as declared; refreshed and declared again, nothing changed`, async () => {
        const sample = await sampleOf(row);
        const session = sessions.next();
        const resource = await create(session, kind, sample[which]);
        const real = await sample.onServer(resource.id);
        for (const [key, value] of Object.entries(sample[which])) {
          assert.deepEqual(new Set([real?.[key]].flat()), new Set([value].flat()), key);
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
        assert.deepEqual(await sample.onServer(resource.id), { ...before, [property]: to });
        assert.deepEqual(plain(await sessions.next().refreshed(resource)), plain(resource));
        assert.deepEqual(session.changes(resource, declared), []);
      }
    });

    test("what is no longer declared goes back to its default", async () => {
      const sample = await sampleOf(row);
      const session = sessions.next();
      const resource = await create(session, kind, sample.full);
      const required = Object.entries(sample.full).filter(([key]) => kind.properties[key]?.required);
      const short = Object.fromEntries(required);
      const updated = await update(session, resource, short);
      const real = await sample.onServer(resource.id);
      for (const [key, property] of Object.entries(kind.properties)) {
        if (property.default !== undefined && !property.local)
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

    test("each input that is for the provider alone: changed in place, unknown to the server, kept by a refresh", async () => {
      const sample = await sampleOf(row);
      const session = sessions.next();
      let resource = await create(session, kind, sample.full);
      const real = await sample.onServer(resource.id);
      for (const [property, { local, type }] of Object.entries(kind.properties)) {
        if (!local) continue;
        assert.equal(type.type, "boolean", "give this test a value for other types");
        const declared = { ...resource.inputs, [property]: true };
        assert.deepEqual(session.diff(resource, declared).changes, [
          { property, change: "add", replaces: false },
        ]);
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
        // A target in another organization, e.g. the bucket of a mapping, is another matter.
        const movable = !(property in places) || !("bucketId" in sample.full);
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
      for (const id of [resource.id, resource.id.toUpperCase(), ...names]) {
        const session = sessions.next();
        const imported = await session.import(kind, id);
        assert(imported !== undefined, id);
        assert.equal(imported.id, resource.id);
        assert.deepEqual(session.diff(imported, sample.full).changes, [], id);
        const { changes } = session.diff(
          { ...resource, inputs: session.check(kind, sample.full) },
          imported.inputs,
        );
        assert.deepEqual(changes, [], id);
        assert.deepEqual(plain(await sessions.next().refreshed(imported)), plain(imported));
      }
    });

    test("imported from another organization, by id and by name, also when the provider has no organization", async () => {
      if (!kind.scoped) return;
      const { id: orgId, name: org } = world.other;
      const sample = await sampleOf(row);
      let declared: Values = { ...sample.full, org };
      if ("bucketId" in declared) {
        const bucketId = await made(
          call(server, "POST", "/api/v2/buckets", { orgID: orgId, name: sample.name, retentionRules: [] }),
        );
        declared = { ...declared, bucketId, default: true };
      }
      const resource = await sessions.next().create(kind, declared);
      for (const open of [() => sessions.next(), () => sessions.homeless()]) {
        for (const id of [resource.id, `${org}/${sample.name}`]) {
          const session = open();
          const imported = await session.import(kind, id);
          assert.equal(imported?.id, resource.id, id);
          assert.equal(imported.inputs["org"], org);
          assert.deepEqual(session.diff(imported, declared).changes, [], id);
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
