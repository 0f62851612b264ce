import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encrypted, rawConfiguration } from "../../config/raw.ts";
import { settingsFrom } from "../../config/settings.ts";
import { readStackFile, stackNames } from "../../config/stack-file.ts";
import { directoryWith } from "../support/configuration.ts";

describe("a stack file", () => {
  const read = (t: Parameters<typeof directoryWith>[0], text: string) =>
    readStackFile(directoryWith(t, { "Pulumi.test.yaml": text }), "test");

  it("is read without opening secrets", (t) => {
    const { values, faults } = read(
      t,
      "encryptionsalt: v1:x\nconfig:\n  monitoring:role: both\n  monitoring:token:\n    secure: v1:x\n  pulumi:tags: {a: b}\n",
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(
      [...values],
      [
        ["role", { value: "both", secret: false }],
        ["token", { value: encrypted, secret: true }],
      ],
    );
  });

  it("tells what is written in plain text beside secrets", (t) => {
    const { values } = read(
      t,
      "config:\n  monitoring:secrets: {a: {secure: v1:x}, b: plain, c: [{secure: v1:x}]}\n  monitoring:alerts: {a: b}\n",
    );
    assert.deepEqual(
      [...values],
      [
        ["secrets", { value: { a: encrypted, b: "plain", c: [encrypted] }, secret: true, plain: ["b", "c"] }],
        ["alerts", { value: { a: "b" }, secret: false }],
      ],
    );
  });

  for (const [title, text] of [
    ["without configuration", "encryptionsalt: v1:x\n"],
    ["without content", "# nothing\n"],
    ["with an empty map", "config:\n"],
  ] as const) {
    it(`may be ${title}`, (t) => {
      const raw = read(t, text);
      assert.deepEqual([...raw.values], []);
      assert.deepEqual(raw.faults, []);
    });
  }

  it("takes keys without a namespace for those of the project, as the engine does", (t) => {
    const { values } = read(t, "config:\n  monitoring:tasks:\n  pod-restarts: {enabled: false}\n");
    assert.deepEqual([...values.keys()], ["pod-restarts"]);
  });

  it("tells of keys beside the configuration, which nobody reads, also to the engine's runs", (t) => {
    const root = directoryWith(t, {
      "Pulumi.test.yaml": "config:\n  monitoring:role: both\nencryptionsalt: v1:x\nmonitoring:tasks: {}\n",
    });
    const faults = [
      {
        where: "Pulumi.test.yaml: monitoring:tasks",
        found: "a key beside `config`, which nobody reads",
        expected: "it under `config`, indented",
        mend: "move it there in Pulumi.test.yaml",
      },
    ];
    const told = readStackFile(root, "test");
    assert.deepEqual([told.faults, told.beside], [faults, faults]);
    assert.deepEqual(readStackFile(root, "absent").beside, []);
  });

  it("names line and column of a syntax error, and nothing that follows from it", (t) => {
    const root = directoryWith(t, {
      "Pulumi.test.yaml": "config:\n  monitoring:role: both\n monitoring:x: y\n",
    });
    const { faults } = settingsFrom(readStackFile(root, "test"), { root, connection: "required" });
    assert.deepEqual(faults, [
      {
        where: "Pulumi.test.yaml:3:2",
        found: "bad indentation of a mapping entry",
        expected: "valid YAML, one document",
        mend: "correct the file there",
      },
    ]);
  });

  it("that is missing is one fault", (t) => {
    const root = directoryWith(t, {});
    const { faults } = settingsFrom(readStackFile(root, "test"), { root, connection: "required" });
    assert.deepEqual(faults, [
      {
        where: "Pulumi.test.yaml",
        found: "no such file",
        expected: "the configuration of the stack",
        mend: "correct the name of the stack, or add the file",
      },
    ]);
  });

  it("holds a map", (t) => {
    assert.deepEqual(read(t, "config: [monitoring]\n").faults, [
      {
        where: "Pulumi.test.yaml",
        found: "a list",
        expected: "a map `config` with keys such as `monitoring:role`",
        mend: "correct the file",
      },
    ]);
  });

  it("is told when the namespace is misspelt", (t) => {
    assert.deepEqual(read(t, "config:\n  monitorng:role: both\n  kubernetes:context: x\n").faults, [
      {
        where: "Pulumi.test.yaml: monitorng:role",
        found: "the namespace `monitorng`",
        expected: "`monitoring:role`; did you mean that?",
        mend: "rename it in Pulumi.test.yaml",
      },
    ]);
  });

  it("gives the stacks of a project", (t) => {
    const root = directoryWith(t, {
      "Pulumi.yaml": "",
      "Pulumi.b.yaml": "",
      "Pulumi.a-1.yaml": "",
      "x.yaml": "",
    });
    assert.deepEqual(stackNames(root), ["a-1", "b"]);
  });
});

describe("configuration", () => {
  it("is the same from the file and from the engine, which hands over text", (t) => {
    const root = directoryWith(t, {
      "Pulumi.test.yaml": `config:
  monitoring:role: both
  monitoring:environmentsDirectory: 7
  monitoring:environments: [{name: idfdev, applications: [portal]}]
  monitoring:influxdb: {url: "http://host", org: x, healthTimeoutSeconds: 5}
  monitoring:buckets: {retention: 0, overrides: {portal: {retention: infinite}}}
  monitoring:tasks: {pod-restarts: {enabled: false, every: 60s}}
  monitoring:secrets: {ops-url: {secure: v1:x}}
  monitoring:alerts: {channels: {ops: {kind: slack, secret: ops-url, resolved: false, timeout: 5s}}, repeat: {info: 2h}}
  monitoring:downsampling:
    long: {source: portal, window: 5m, functions: [mean], destination: portal_5m, retention: 0}
  monitoring:server:
  monitoring:token: {secure: v1:x}
`,
    });
    const source = { stack: "test", file: "Pulumi.test.yaml" };
    // What engine 3.259.0 was seen to send for this file.
    const engine = {
      "monitoring:role": "both",
      "monitoring:environmentsDirectory": "7",
      "monitoring:environments": '[{"applications":["portal"],"name":"idfdev"}]',
      "monitoring:influxdb": '{"healthTimeoutSeconds":5,"org":"x","url":"http://host"}',
      "monitoring:buckets": '{"overrides":{"portal":{"retention":"infinite"}},"retention":0}',
      "monitoring:tasks": '{"pod-restarts":{"enabled":false,"every":"60s"}}',
      "monitoring:secrets": '{"ops-url":"https://hush"}',
      "monitoring:alerts":
        '{"channels":{"ops":{"kind":"slack","resolved":false,"secret":"ops-url","timeout":"5s"}},"repeat":{"info":"2h"}}',
      "monitoring:downsampling":
        '{"long":{"destination":"portal_5m","functions":["mean"],"retention":0,"source":"portal","window":"5m"}}',
      "monitoring:server": "",
      "monitoring:token": "s3cret",
    };
    const values = Object.entries(engine).map(
      ([key, value]) => [key, { value, secret: /:(?:token|secrets)$/.test(key) }] as const,
    );
    const options = { root, connection: "required" } as const;
    const fromEngine = settingsFrom(rawConfiguration(new Map(values), source), options);
    assert.deepEqual(fromEngine, settingsFrom(readStackFile(root, "test"), options));
    assert.deepEqual(fromEngine.faults, []);
    assert.equal(fromEngine.declared.buckets.retentionSeconds, 0);
    assert.deepEqual(fromEngine.declared.tasks.tasks, {
      "pod-restarts": { everySeconds: 60, enabled: false },
    });
  });

  it("takes numbers and switches as text too", (t) => {
    const root = directoryWith(t, {});
    const values = {
      "monitoring:influxdb": '{"healthTimeoutSeconds":"5"}',
      "monitoring:buckets": '{"retention":"0"}',
      "monitoring:tasks": '{"pod-restarts":{"enabled":"false"}}',
      "monitoring:role": "both",
      "monitoring:environments": '[{"applications":["portal"],"name":"idfdev"}]',
    };
    const raw = rawConfiguration(
      new Map(Object.entries(values).map(([key, value]) => [key, { value, secret: false }])),
      { stack: "test", file: "Pulumi.test.yaml" },
    );
    const { declared, faults } = settingsFrom(raw, { root, connection: "optional" });
    assert.deepEqual(faults, []);
    assert.equal(declared.buckets.retentionSeconds, 0);
    assert.equal(declared.tasks.tasks["pod-restarts"]?.enabled, false);
  });
});
