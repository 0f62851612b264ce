import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildModel } from "../../model/model.ts";
import type { DownsamplingSettings } from "../../model/settings.ts";
import { serving } from "../support/model.ts";

const rule = (changes: Partial<DownsamplingSettings> = {}): DownsamplingSettings => ({
  name: "long",
  source: "portal",
  measurements: [],
  windowSeconds: 300,
  functions: ["mean", "max"],
  destination: "portal_long",
  retentionSeconds: 365 * 86_400,
  latenessSeconds: 3600,
  catchUpSeconds: 86_400,
  ...changes,
});
const stack = (...downsampling: readonly DownsamplingSettings[]) =>
  buildModel(serving(["portal"], { downsampling }));
const brief = (...rules: readonly DownsamplingSettings[]): readonly string[] =>
  stack(...rules).faults.map(({ where, found }) => `${where} | ${found}`);
const key = "Pulumi.test.yaml: monitoring:downsampling";

describe("a rule of downsampling", () => {
  it("is a bucket that tasks fill, and a task for each function", () => {
    const { model, faults } = stack(rule());
    assert.deepEqual(faults, []);
    const bucket = model.buckets.find(({ name }) => name === "portal_long");
    assert.deepEqual(bucket, {
      name: "portal_long",
      kind: "downsampled",
      description: "Downsampled from portal",
      retentionSeconds: 365 * 86_400,
      allowDataLoss: false,
    });
    const tasks = model.tasks.filter(({ id }) => id === "downsample");
    assert.deepEqual(
      tasks.map(({ name, everySeconds, reads, writes, file }) => [name, everySeconds, reads, writes, file]),
      ["mean", "max"].map((name) => [
        `downsample/long/${name}`,
        300,
        ["portal"],
        ["portal_long"],
        "tasks/downsample.flux",
      ]),
    );
    assert.deepEqual(tasks[0]?.params, {
      source: "portal",
      target: "portal_long",
      measurements: [],
      aggregate: "mean",
      downsampled: false,
      every: { seconds: 300 },
      lateness: { seconds: 3600 },
      catchUp: { seconds: 86_400 },
    });
  });

  it("gives the tasks the right to write that bucket, and the agents none", () => {
    const { model } = stack(rule());
    const writes = (token: string) =>
      model.tokens
        .find(({ name }) => name === token)
        ?.permissions.some(
          (right) =>
            right.action === "write" && right.resource === "buckets" && right.bucket === "portal_long",
        );
    assert.deepEqual([writes("tasks"), writes("agents-idfdev"), writes("chronograf")], [true, false, false]);
  });

  it("may read what another rule writes, and share its destination", () => {
    assert.deepEqual(
      brief(
        rule(),
        rule({ name: "longer", source: "portal_long", destination: "portal_longer", windowSeconds: 3600 }),
        rule({ name: "beside", measurements: ["cpu"] }),
      ),
      [],
    );
  });

  it("that reads what nothing declares is one fault, however many functions it has", () => {
    assert.deepEqual(brief(rule({ source: "portl" })), [
      `${key}.long.source | bucket \`portl\`, which this stack does not declare`,
    ]);
  });

  it("whose window is longer than the source keeps its points is told to shorten that", () => {
    assert.deepEqual(brief(rule({ windowSeconds: 30 * 86_400 })), [
      `${key}.long.window | 30d, which is longer than bucket \`portal\` keeps its points (7d)`,
    ]);
  });

  it("that disagrees with another on the retention of their destination is a fault", () => {
    assert.deepEqual(brief(rule(), rule({ name: "beside", retentionSeconds: 0 })), [
      `${key}.beside.retention | infinite`,
    ]);
  });

  it("that writes a bucket of something else is a fault", () => {
    const [first] = brief(rule({ destination: "multiapp_", retentionSeconds: 3600 }));
    assert.equal(first, `${key}.long.destination | bucket \`multiapp_\`, which exists for something else`);
  });

  it("whose window and lateness are longer than the source keeps its points is a fault", () => {
    assert.deepEqual(brief(rule({ latenessSeconds: 7 * 86_400 })), [
      `${key}.long.lateness | window and lateness that are longer than bucket \`portal\` keeps its points (7d)`,
    ]);
    assert.deepEqual(brief(rule({ latenessSeconds: 7 * 86_400 - 300 })), []);
  });
});

describe("a rule that reads what another writes", () => {
  const longer = (changes: Partial<DownsamplingSettings> = {}): DownsamplingSettings =>
    rule({
      name: "longer",
      source: "portal_long",
      destination: "portal_longer",
      windowSeconds: 3600,
      ...changes,
    });
  const faultsOf = (...rules: readonly DownsamplingSettings[]) => stack(...rules).faults;

  it("tells its tasks so, wherever it stands", () => {
    for (const rules of [
      [rule(), longer()],
      [longer(), rule()],
    ]) {
      const { model } = stack(...rules);
      assert.deepEqual(
        model.tasks
          .filter(({ id }) => id === "downsample")
          .map(({ name, params }) => [name, params["downsampled"]])
          .sort(),
        [
          ["downsample/long/max", false],
          ["downsample/long/mean", false],
          ["downsample/longer/max", true],
          ["downsample/longer/mean", true],
        ],
      );
    }
  });

  it("is told each function that the other lacks, and how to add them all", () => {
    const file = "Pulumi.test.yaml";
    const fault = (place: number, name: string, added: number) => ({
      where: `${file}: monitoring:downsampling.longer.functions[${place}]`,
      found: `\`${name}\`, which rule \`long\` does not write to bucket \`portal_long\``,
      expected: "some of `mean`, `max`: each function is made of its own points",
      mend: `pulumi config set --path 'monitoring:downsampling.long.functions[${added}]' ${name} --stack test`,
    });
    assert.deepEqual(faultsOf(longer({ functions: ["sum", "max", "count"] }), rule()), [
      fault(0, "sum", 2),
      fault(2, "count", 3),
    ]);
  });

  it("may take each function from another rule, but only from those whose measurements it reads", () => {
    const cpu = rule({ measurements: ["cpu"] });
    const mem = rule({ name: "mem", measurements: ["mem"], functions: ["last"] });
    assert.deepEqual(brief(cpu, mem, longer({ functions: ["mean", "last"] })), []);
    assert.deepEqual(brief(cpu, mem, longer({ functions: ["mean", "last"], measurements: ["cpu"] })), [
      `${key}.longer.functions[1] | \`last\`, which rule \`long\` does not write to bucket \`portal_long\``,
    ]);
    assert.deepEqual(brief(cpu, mem, longer({ measurements: ["disk"] })), [
      `${key}.longer.measurements | \`disk\`, which no rule writes to bucket \`portal_long\``,
    ]);
  });

  it("is told nothing while faults elsewhere keep rules out", () => {
    const settings = serving(["portal"], { downsampling: [rule(), longer({ functions: ["sum"] })] });
    assert.deepEqual(buildModel({ ...settings, namesComplete: false }).faults, []);
  });
});

describe("loops", () => {
  it("a rule that reads what it writes is a fault", () => {
    assert.deepEqual(brief(rule({ destination: "portal", retentionSeconds: 7 * 86_400 })), [
      `${key}.long.destination | bucket \`portal\`, which the rule reads`,
    ]);
  });

  it("two rules that read what the other writes are a fault, told once however many functions they have", () => {
    const faults = brief(
      rule({ name: "a", source: "one", destination: "two" }),
      rule({ name: "b", source: "two", destination: "one" }),
    );
    assert.deepEqual(faults, [
      "flux/tasks/downsample.flux: task downsample/a/mean | a loop: downsample/a/mean writes two → downsample/b/mean writes one → downsample/a/mean writes two",
    ]);
  });
});
