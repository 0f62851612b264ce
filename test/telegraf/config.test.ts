import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "smol-toml";
import { checkConfig, renderConfig } from "../../telegraf/config.ts";
import { type Plugin, use } from "../../telegraf/plugin.ts";
import { cpu } from "../../telegraf/plugins/cpu.ts";
import { http } from "../../telegraf/plugins/http.ts";
import { override } from "../../telegraf/plugins/override.ts";
import { starlark } from "../../telegraf/plugins/starlark.ts";

const agent = {
  interval: "60s",
  flush_interval: "10s",
  metric_batch_size: 1_000,
  metric_buffer_limit: 10_000,
};

/** Options as they would come from data that nobody typed. */
const untyped = (kind: Plugin["kind"], name: string, options: Plugin["options"]): Plugin => ({
  kind,
  name,
  options,
});

const faultsOf = (...plugins: readonly Plugin[]) => checkConfig({ agent, plugins }, "telegraf");

void describe("an option that a plugin does not know", () => {
  void test("is a fault that names plugin, option and what it may have meant", () => {
    const [fault, ...others] = faultsOf(untyped("inputs", "cpu", { alias: "a", percpus: true }));
    assert.deepEqual(others, []);
    assert.equal(fault?.where, 'telegraf: inputs.cpu "a", percpus');
    assert.equal(fault.found, "option `percpus`");
    assert.match(fault.expected, /^one of `alias`, .*`percpu`, `totalcpu`.*; did you mean `percpu`\?$/);
  });

  void test("is found inside of tables, too, among the options that are known there", () => {
    const [fault] = faultsOf(
      untyped("inputs", "http", { urls: [], json_v2: [{ field: [{ path: "a", typ: "int" }] }] }),
    );
    assert.equal(fault?.where, "telegraf: inputs.http, json_v2.0.field.0.typ");
    assert.equal(fault.expected, "one of `path`, `type`, `rename`, `optional`; did you mean `type`?");
  });

  void test("does not compile", () => {
    // @ts-expect-error: the compiler says it first
    assert.equal(faultsOf(use(cpu, { percpus: true })).length, 1);
  });

  void test("is a fault of the agent's settings as well", () => {
    const misspelt = { ...agent, intervall: "1s" };
    const [fault] = checkConfig({ agent: misspelt, plugins: [] }, "telegraf");
    assert.match(fault?.expected ?? "", /did you mean `interval`\?$/);
  });
});

void describe("faults of values", () => {
  const cases: readonly [title: string, plugin: Plugin, found: string, expected: RegExp][] = [
    [
      "a plugin that is not there",
      untyped("inputs", "cpus", {}),
      "plugin `inputs.cpus`",
      /did you mean `inputs.cpu`/,
    ],
    ["another type", untyped("inputs", "cpu", { percpu: 1 }), "the number 1", /a value of type boolean/],
    ["a choice", untyped("inputs", "kernel", { collect: ["psy"] }), '"psy"', /one of `ksm`, `psi`/],
    [
      "what must be there",
      untyped("inputs", "kubernetes", { url: "a" }),
      "nothing",
      /a value of type string/,
    ],
    ["a duration", use(http, { urls: [], timeout: "10" }), "another text", /a duration such as `90s`/],
    [
      "a secret as it is",
      use(http, { urls: [], token: "s3cret" }),
      "another text",
      /an environment variable/,
    ],
    [
      "a `$` of no variable",
      use(http, { urls: [], body: "a$b" }),
      "a `$` that does not belong",
      /\$\{NAME\}/,
    ],
    [
      "a variable in small letters",
      use(http, { urls: ["${url}"] }),
      "a `$` that does not belong",
      /\$\{NAME\}/,
    ],
  ];
  for (const [title, plugin, found, expected] of cases) {
    void test(title, () => {
      const [fault, ...others] = faultsOf(plugin);
      assert.deepEqual(others, []);
      assert.ok(fault?.found.startsWith(found), fault?.found);
      assert.match(fault?.expected ?? "", expected);
    });
  }

  void test("a secret is never shown", () => {
    assert.ok(!JSON.stringify(faultsOf(use(http, { urls: [], token: "s3cret" }))).includes("s3cret"));
  });

  void test("two processors of one order run in any order", () => {
    const both = [use(override, { order: 1, tags: {} }), use(starlark, { order: 1, source: "" })];
    const [fault] = faultsOf(...both);
    assert.equal(fault?.found, "order 1, which is also that of telegraf: processors.override");
  });
});

void test("a configuration is TOML that says what the data says", () => {
  const options = {
    alias: 'a "quoted" \\ name',
    urls: ["http://a"],
    body: "line\nline\u0007 ü",
    timeout: undefined,
    tags: { "a.b": "c", 'd"e': "f" },
    json_v2: [{ measurement_name: "m", field: [{ path: "x", type: "int" as const }] }],
    data_format: "json_v2" as const,
  };
  const plugins = [use(http, options), use(cpu, { percpu: false }), use(http, { urls: [] })];
  const { timeout, ...kept } = options;
  assert.equal(timeout, undefined);
  assert.deepEqual(JSON.parse(JSON.stringify(parse(renderConfig({ agent, plugins })))), {
    agent,
    inputs: { http: [kept, { urls: [] }], cpu: [{ percpu: false }] },
  });
});
