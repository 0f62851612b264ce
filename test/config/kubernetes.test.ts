/** What a stack file may say of its cluster: where charts and images come from. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { directoryWith, readStack, type StackUnderTest } from "../support/configuration.ts";
import { type Case, file, set, tells } from "../support/faults.ts";

const key = "monitoring:kubernetes";
const stack = (kubernetes: string, files: Readonly<Record<string, string>> = {}): StackUnderTest => ({
  keys: { kubernetes: `{context: test, ${kubernetes}}`, releases: "{influxdb: {}}" },
  files,
  told: "configuration",
});

const chart = { "influxdb2/Chart.yaml": "name: influxdb2\nversion: 2.1.2\n" };
const below = (directory: string): Record<string, string> =>
  Object.fromEntries(Object.entries(chart).map(([name, text]) => [`${directory}/${name}`, text]));

describe("a directory of charts", () => {
  const directoryOf = (t: TestContext, given: string, files: Readonly<Record<string, string>> = {}) => {
    const { settings, faults } = readStack(t, stack(`charts: {directory: ${JSON.stringify(given)}}`, files));
    assert.deepEqual(faults, []);
    return settings.kubernetes?.charts;
  };

  it("is told from the root of the project where it is in it: it is the same on every machine", (t) => {
    assert.deepEqual(directoryOf(t, "charts", below("charts")), { directory: "./charts" });
    assert.deepEqual(directoryOf(t, "./a/../deep/charts/", below("deep/charts")), {
      directory: "./deep/charts",
    });
    assert.deepEqual(directoryOf(t, "..charts", below("..charts")), { directory: "./..charts" });
    assert.deepEqual(directoryOf(t, ".", chart), { directory: "." });
  });

  it("is told as a whole in the local stack, for which the engine does not work in the project", (t) => {
    const { settings, root } = readStack(t, {
      ...stack("charts: {directory: charts}", below("charts")),
      stack: "local",
    });
    assert.deepEqual(settings.kubernetes?.charts, { directory: join(root, "charts") });
  });

  it("is told as a whole where it is elsewhere", (t) => {
    const elsewhere = directoryWith(t, below("charts"));
    assert.deepEqual(directoryOf(t, join(elsewhere, "charts")), { directory: join(elsewhere, "charts") });
  });

  const expected = "a directory that holds the charts";
  const directory = `${key}.charts.directory`;
  it("is looked for from the root of the project, wherever the program runs", (t) => {
    // The project itself has none of that name, and its own charts are not there.
    const { faults } = readStack(t, stack("charts: {directory: test}"));
    assert.deepEqual(faults, [
      {
        where: `${file}: ${directory}`,
        found: '"test", which is not there',
        expected,
        mend: `put the charts there, or ${set(directory, "charts")}`,
      },
    ]);
  });
});

describe("secrets of a registry", () => {
  it("are none, or as they are listed", (t) => {
    const read = (kubernetes: string) => readStack(t, stack(kubernetes)).settings.kubernetes;
    assert.deepEqual(read("imagePullSecrets: [registry, mirror.example]")?.imagePullSecrets, [
      "registry",
      "mirror.example",
    ]);
    assert.equal(Object.hasOwn(read("") ?? {}, "imagePullSecrets"), false);
  });

  const where = (path = "") => `${file}: ${key}.imagePullSecrets${path}`;
  const mended = stack("imagePullSecrets: [registry]");
  const cases: readonly Case[] = [
    {
      title: "a name that Kubernetes does not have",
      bad: stack("imagePullSecrets: [registry, 'Mirror of ours']"),
      faults: [
        {
          where: where("[1]"),
          found: '"Mirror of ours"',
          expected: "the name of a Kubernetes object: lower case letters, digits, `-` and `.`",
          mend: `correct ${key}.imagePullSecrets[1] in ${file}`,
        },
      ],
      mended,
    },
    {
      title: "a list of none",
      bad: stack("imagePullSecrets: []"),
      faults: [
        {
          where: where(),
          found: "an empty list",
          expected: "a list of at least one name of a Secret, each once",
          mend: `correct ${key}.imagePullSecrets in ${file}`,
        },
      ],
      mended,
    },
  ];
  tells(cases);
});
