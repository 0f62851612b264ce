/** The stacks of examples/ can be copied to the root of the project as they are: no faults, and all is declared. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { stackNames } from "../../config/stack-file.ts";
import { readDeclared } from "../../tools/declared.ts";
import { projectRoot } from "../../tools/project.ts";
import { declaredResources } from "../../tools/resources.ts";

const examples = join(projectRoot, "examples");

/** Kinds of resources that an example is there to show, by its stack. */
const shown: Readonly<Record<string, readonly string[]>> = {
  central: ["influxdb:index:Bucket", "influxdb:index:Task", "influxdb:index:Authorization"],
  federation: ["influxdb:index:Bucket", "kubernetes:apps/v1:DaemonSet", "kubernetes:apps/v1:Deployment"],
  "sasquatch-server": ["influxdb:index:Bucket", "kubernetes:helm.sh/v3:Release"],
  "sasquatch-summit": ["kubernetes:kafka.strimzi.io/v1:KafkaUser", "kubernetes:apps/v1:Deployment"],
  sensors: ["kubernetes:kafka.strimzi.io/v1:KafkaTopic", "influxdb:index:Task"],
  single: ["kubernetes:helm.sh/v3:Release", "kubernetes:batch/v1:CronJob", "kubernetes:apps/v1:DaemonSet"],
  transfers: ["influxdb:index:Bucket", "kubernetes:apps/v1:Deployment"],
};

describe("the stacks of examples/", () => {
  const root = mkdtempSync(join(tmpdir(), "examples-"));
  cpSync(examples, root, { recursive: true });
  symlinkSync(join(projectRoot, "dashboards"), join(root, "dashboards"));
  after(() => {
    rmSync(root, { recursive: true });
  });
  const stacks = stackNames(examples);

  it("are those that this test knows, under names that no stack of the project has", () => {
    assert.deepEqual(stacks, Object.keys(shown).toSorted());
    assert.deepEqual(
      stackNames(projectRoot).filter((stack) => stacks.includes(stack)),
      [],
    );
  });

  for (const stack of stacks) {
    it(`${stack} has no fault, and declares what it is there to show`, async () => {
      const { model, faults } = await readDeclared(root, stack);
      assert.deepEqual(faults, []);
      assert.notEqual(model.applications.length, 0);
      const types = (await declaredResources(root, stack)).map(({ type }) => type);
      assert.deepEqual(
        shown[stack]?.filter((type) => !types.includes(type)),
        [],
      );
    });

    it(`${stack} says at its head what it shows`, () => {
      const text = readFileSync(join(examples, `Pulumi.${stack}.yaml`), "utf8");
      const head = text.slice(0, text.indexOf("config:"));
      assert.match(head, /^# Shows: /m);
      assert.ok(head.split("\n").every((line) => line === "" || line.startsWith("#")));
    });
  }
});
