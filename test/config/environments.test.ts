import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readStack, type StackUnderTest } from "../support/configuration.ts";

const directory = { environmentsDirectory: "environments/", environments: "[{name: idfdev}]" };
const values = "applications:\n  argocd: true\n  portal: false\n  sia: true\n  tap: false\n";
const overlay = "name: idfdev\napplications:\n  sia: false # switches a default off\n  tap: true\n";
const files = { "environments/values.yaml": values, "environments/values-idfdev.yaml": overlay };

const without = (name: keyof typeof files): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([file]) => file !== name));

describe("environment files", () => {
  it("are the defaults overlaid by the environment's own: true is enabled", (t) => {
    const { model, faults } = readStack(t, { keys: directory, files });
    assert.deepEqual(faults, []);
    assert.deepEqual(model.applications, [
      { name: "argocd", bucket: "argocd", environments: ["idfdev"] },
      { name: "tap", bucket: "tap", environments: ["idfdev"] },
    ]);
  });

  it("are not read for an environment that lists its applications", (t) => {
    const environments = "[{name: idfdev}, {name: other, applications: [portal]}]";
    const { model, faults } = readStack(t, { keys: { ...directory, environments }, files });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      model.applications.map(({ name, environments: of }) => [name, ...of]),
      [
        ["argocd", "idfdev"],
        ["portal", "other"],
        ["tap", "idfdev"],
      ],
    );
  });

  it("may leave everything as the defaults say", (t) => {
    const { model, faults } = readStack(t, {
      keys: directory,
      files: { ...files, "environments/values-idfdev.yaml": "name: idfdev\n" },
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      model.applications.map(({ name }) => name),
      ["argocd", "sia"],
    );
  });

  const expectFaults = (title: string, stack: StackUnderTest, expected: readonly object[]) => {
    it(title, (t) => {
      assert.deepEqual(readStack(t, stack).faults, expected);
    });
  };

  it("name the directory that is not there", (t) => {
    const { faults, root } = readStack(t, { keys: directory });
    assert.deepEqual(faults, [
      {
        where: "Pulumi.test.yaml: monitoring:environmentsDirectory",
        found: `"environments": no such directory (looked for ${root}/environments)`,
        expected: "a directory with values.yaml and values-<environment>.yaml, relative to the project",
        mend: "correct the path, or list the applications of every environment in the stack file",
      },
    ]);
  });

  expectFaults("name the missing defaults", { keys: directory, files: without("environments/values.yaml") }, [
    {
      where: "environments/values.yaml",
      found: "no such file",
      expected: "the defaults of all environments",
      mend: "correct Pulumi.test.yaml: monitoring:environmentsDirectory, or add the file",
    },
  ]);

  expectFaults(
    "name the missing environment, and one that was perhaps meant",
    { keys: { ...directory, environments: "[{name: idfdv}]" }, files },
    [
      {
        where: "environments/values-idfdv.yaml",
        found: "no such file",
        expected: "the file of environment `idfdv`; there are `idfdev`; did you mean `idfdev`?",
        mend: "correct the name of the environment in the stack file, or add the file",
      },
    ],
  );

  expectFaults(
    "name line and column of a syntax error, as editors count them",
    {
      keys: directory,
      files: { ...files, "environments/values-idfdev.yaml": "applications:\n  sia: [1,\n" },
    },
    [
      {
        where: "environments/values-idfdev.yaml:3:1",
        found: "deficient indentation",
        expected: "valid YAML, one document",
        mend: "correct the file there",
      },
    ],
  );

  expectFaults(
    "name a key that stands twice",
    {
      keys: directory,
      files: { ...files, "environments/values.yaml": "applications:\n  sia: true\n  sia: false\n" },
    },
    [
      {
        where: "environments/values.yaml:3:3",
        found: "duplicated mapping key",
        expected: "valid YAML, one document",
        mend: "correct the file there",
      },
    ],
  );

  expectFaults(
    "name every value that is not true or false, of all files",
    {
      keys: directory,
      files: {
        "environments/values.yaml": "applications:\n  argocd: yes\n  tap: true\n",
        "environments/values-idfdev.yaml": "applications:\n  sia: 1\n  portal:\n",
      },
    },
    [
      { where: "environments/values.yaml: applications.argocd", found: '"yes"' },
      { where: "environments/values-idfdev.yaml: applications.sia", found: "the number 1" },
      { where: "environments/values-idfdev.yaml: applications.portal", found: "nothing" },
    ].map((fault) => ({ ...fault, expected: "true or false", mend: "correct the file there" })),
  );

  expectFaults(
    "name applications that are no map",
    { keys: directory, files: { ...files, "environments/values.yaml": "applications: [argocd]\n" } },
    [
      {
        where: "environments/values.yaml: applications",
        found: "a list",
        expected: "a map from application names to true or false",
        mend: "correct the file there",
      },
    ],
  );

  expectFaults(
    "name a file that holds no map at all",
    { keys: directory, files: { ...files, "environments/values.yaml": "# nothing yet\n" } },
    [
      {
        where: "environments/values.yaml",
        found: "nothing",
        expected: "a map from application names to true or false",
        mend: "correct the file there",
      },
    ],
  );

  expectFaults(
    "name an environment that enables nothing",
    {
      keys: directory,
      files: {
        "environments/values.yaml": "applications: {sia: false}\n",
        "environments/values-idfdev.yaml": "applications: {}\n",
      },
    },
    [
      {
        where: "environments/values-idfdev.yaml: applications",
        found: "no application that is true, here or in values.yaml",
        expected: "at least one enabled application",
        mend: "enable one there, or take the environment out of the stack file",
      },
    ],
  );

  it("tell a fault of the shared defaults once", (t) => {
    const { faults } = readStack(t, {
      keys: { ...directory, environments: "[{name: idfdev}, {name: idfint}]" },
      files: {
        ...files,
        "environments/values.yaml": "applications: {sia: maybe}\n",
        "environments/values-idfint.yaml": overlay,
      },
    });
    assert.deepEqual(
      faults.map(({ where }) => where),
      ["environments/values.yaml: applications.sia"],
    );
  });

  it("are named by faults of the model too", (t) => {
    const { faults } = readStack(t, {
      keys: directory,
      files: { ...files, "environments/values-idfdev.yaml": "applications: {a-b: true, a_b: true}\n" },
    });
    assert.deepEqual(
      faults.map(({ where, found }) => ({ where, found })),
      [
        {
          where: "environments/values-idfdev.yaml: applications.a_b",
          found: '"a_b", and "a-b" at environments/values-idfdev.yaml: applications.a-b',
        },
      ],
    );
  });
});
