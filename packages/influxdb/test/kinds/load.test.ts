import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds } from "../../kinds/index.ts";
import { loadableKinds, loadKind } from "../../kinds/load.ts";

test("each kind can be loaded by itself, and none else", async () => {
  assert.deepEqual([...loadableKinds].sort(), kinds.map(({ name }) => name).sort());
  for (const kind of kinds) assert.equal(await loadKind(`influxdb:index:${kind.name}`), kind);
  for (const type of ["influxdb:index:Cell", "influxdb:index:toString", "Bucket", ""]) {
    await assert.rejects(loadKind(type), /is no type of this provider; there is Organization, /);
  }
});
