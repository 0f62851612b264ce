import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ESLint, Linter } from "eslint";
import { importDirection } from "../../tools/lint/import-direction.ts";
import { rooms } from "../../tools/lint/rooms.ts";
import { projectRoot } from "../../tools/project.ts";

/** The project's own configuration, on text in place of a file that exists: rules with types need one. */
const eslint = new ESLint({ cwd: projectRoot });

async function findings(file: string, text: string): Promise<string[]> {
  const filePath = join(projectRoot, file);
  assert.ok(existsSync(filePath), `${file} stands for its room, and has to exist`);
  const results = await eslint.lintText(text, { filePath });
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => `${ruleId ?? "parser"}: ${message}`),
  );
}

const pulumi = 'import * as pulumi from "@pulumi/pulumi";\n';
const withOutput = (body: string) =>
  `${pulumi}export const f = (output: pulumi.Output<string>) => ${body};\n`;
const shape = 'type Shape = "round" | "square" | "flat";\n';

/** Each rule, a snippet that it refuses and one that it takes. */
const snippets: readonly { rule: string; file?: string; bad: string; good: string; says?: RegExp }[] = [
  {
    rule: "@typescript-eslint/restrict-template-expressions",
    bad: withOutput("`server ${output}`"),
    good: withOutput("pulumi.interpolate`server ${output}`"),
    says: /Invalid type "Output<string>" of template literal/,
  },
  {
    rule: "@typescript-eslint/restrict-template-expressions",
    bad: `${pulumi}export const f = (input: pulumi.Input<string>) => \`server \${input}\`;\n`,
    good: `${pulumi}export const f = (input: string) => \`server \${input}\`;\n`,
  },
  {
    rule: "@typescript-eslint/restrict-plus-operands",
    bad: withOutput('"server " + output'),
    good: withOutput('pulumi.concat("server ", output)'),
  },
  ...["output.toString()", "String(output)", "JSON.stringify(output)"].map((body) => ({
    rule: "monitoring/no-output-to-string",
    bad: withOutput(body),
    good: withOutput("output.apply((value) => value.toString())"),
    says: /use pulumi\.interpolate, pulumi\.jsonStringify or apply/,
  })),
  {
    rule: "@typescript-eslint/no-unnecessary-condition",
    bad: withOutput('output ? "a" : "b"'),
    good: withOutput('output.apply((value) => (value === "" ? "a" : "b"))'),
  },
  {
    rule: "@typescript-eslint/no-base-to-string",
    bad: "export const f = (value: object) => String(value);\n",
    good: "export const f = (value: object) => JSON.stringify(value);\n",
  },
  {
    rule: "@typescript-eslint/no-floating-promises",
    bad: "const f = () => Promise.resolve();\nf();\n",
    good: "const f = () => Promise.resolve();\nawait f();\n",
  },
  {
    rule: "@typescript-eslint/no-misused-promises",
    bad: "[1].forEach(async () => { await Promise.resolve(); });\n",
    good: "await Promise.all([1].map(async () => { await Promise.resolve(); }));\n",
  },
  {
    rule: "@typescript-eslint/no-explicit-any",
    bad: "export const f = (value: any) => value === 1;\n",
    good: "export const f = (value: unknown) => value === 1;\n",
  },
  {
    rule: "@typescript-eslint/no-unsafe-member-access",
    bad: 'export const n = JSON.parse("{}").n === 1;\n',
    good: 'const parsed: unknown = JSON.parse("{}");\nexport const n = parsed === 1;\n',
  },
  {
    rule: "@typescript-eslint/no-unsafe-assignment",
    bad: 'export const n = JSON.parse("{}");\n',
    good: 'export const n: unknown = JSON.parse("{}");\n',
  },
  {
    rule: "@typescript-eslint/no-unsafe-return",
    bad: 'export const f = () => JSON.parse("{}");\n',
    good: 'export const f = (): unknown => JSON.parse("{}");\n',
  },
  {
    rule: "@typescript-eslint/no-unsafe-argument",
    bad: 'export const n = Number.parseInt(JSON.parse("1"), 10);\n',
    good: 'export const n = Number.parseInt("1", 10);\n',
  },
  {
    rule: "@typescript-eslint/no-unsafe-call",
    bad: 'export const n = JSON.parse("1")() === 1;\n',
    good: "export const n = Math.abs(1) === 1;\n",
  },
  {
    rule: "@typescript-eslint/consistent-type-imports",
    bad: 'import { UserError } from "../errors.ts";\nexport type E = UserError;\n',
    good: 'import type { UserError } from "../errors.ts";\nexport type E = UserError;\n',
  },
  {
    rule: "@typescript-eslint/switch-exhaustiveness-check",
    bad: `${shape}export function f(s: Shape) {\n  switch (s) {\n    case "round":\n      return 1;\n    case "flat":\n      return 2;\n  }\n  return 3;\n}\n`,
    good: `${shape}export function f(s: Shape) {\n  switch (s) {\n    case "round":\n      return 1;\n    case "square":\n    case "flat":\n      return 2;\n  }\n}\n`,
    says: /"square"/,
  },
  {
    rule: "@typescript-eslint/no-unused-vars",
    bad: "const unused = 1;\nexport const used = 2;\n",
    good: "export const used = 2;\n",
  },
  {
    rule: "eqeqeq",
    bad: "export const f = (n: number) => n == 1;\n",
    good: "export const f = (n: number) => n === 1;\n",
  },
];

const reads = "Only config.ts reads configuration: take what you need from Settings.";
/** What only config.ts may do, in files of the program. */
const readers = [
  "export const home = process.env;\n",
  'export const home = process["env"];\n',
  "export const { env } = process;\n",
  'import { env } from "node:process";\nexport const home = env;\n',
  'import process from "process";\nexport const home = process.env;\n',
  `${pulumi}export const config = new pulumi.Config();\n`,
  'import { Config } from "@pulumi/pulumi";\nexport const config = new Config();\n',
  `${pulumi}export const config = pulumi.runtime.allConfig();\n`,
  `${pulumi}export const config = pulumi.runtime.getConfig("monitoring:role");\n`,
];

describe("the linter", () => {
  for (const { rule, file = "tools/lint/rooms.ts", bad, good, says } of snippets) {
    it(`${rule} refuses ${bad.trim().split("\n").at(-1) ?? ""}`, async () => {
      const found = (await findings(file, bad)).filter((line) => line.startsWith(`${rule}: `));
      assert.equal(found.length > 0, true, "nothing was found");
      if (says !== undefined) assert.match(found.join("\n"), says);
      assert.deepEqual(
        (await findings(file, good)).filter((line) => line.startsWith(rule)),
        [],
      );
    });
  }

  it("does not ask for await before the tests of node:test", async () => {
    const text = 'import { it } from "node:test";\nit("is", () => undefined);\n';
    assert.deepEqual(await findings("test/tools/lint.test.ts", text), []);
  });

  it("lets only config.ts read configuration and environment", async () => {
    for (const text of readers) {
      for (const file of ["index.ts", "components/server.ts", "flux/index.ts", "model/faults.ts"]) {
        const found = await findings(file, text);
        assert.ok(
          found.some((line) => line.includes(reads)),
          `${file}: ${text}${found.join("\n")}`,
        );
      }
      for (const file of ["config.ts", "config/yaml.ts", "tools/errors.ts"]) {
        const found = await findings(file, text);
        assert.deepEqual(
          found.filter((line) => line.includes(reads)),
          [],
          `${file}: ${text}`,
        );
      }
    }
  });

  it("lets the model know no clock, no chance and no network", async () => {
    for (const body of [
      "Date.now()",
      "Math.random()",
      "performance.now()",
      'fetch("http://x")',
      "crypto.randomUUID()",
    ]) {
      const found = await findings("model/faults.ts", `export const value = ${body};\n`);
      assert.ok(
        found.some((line) => line.includes("model/ is pure")),
        body,
      );
    }
    assert.deepEqual(await findings("model/faults.ts", "export const value = Math.max(1, 2);\n"), []);
  });
});

describe("the directions of imports", () => {
  const linter = new Linter({ cwd: projectRoot });
  const config: Linter.Config = {
    files: ["**/*.ts"],
    plugins: { monitoring: { rules: { "import-direction": importDirection } } },
    rules: { "monitoring/import-direction": "error" },
  };
  const check = (file: string, text: string) =>
    linter.verify(text, config, { filename: join(projectRoot, file) }).map(({ message }) => message);

  const ruleOf = (room: string) => rooms.find(({ name }) => name === room)?.rule ?? "no such room";
  const refused: readonly (readonly [file: string, imports: string, room: string, target: string])[] = [
    ["model/x.ts", "@pulumi/pulumi", "model", "@pulumi/pulumi"],
    ["model/x.ts", "node:fs", "model", "node:fs"],
    ["model/x.ts", "fs/promises", "model", "fs/promises"],
    ["model/x.ts", "node:http", "model", "node:http"],
    ["model/x.ts", "node:child_process", "model", "node:child_process"],
    ["model/x.ts", "undici", "model", "undici"],
    ["model/x.ts", "../components/server.ts", "model", "components"],
    ["model/x.ts", "../tools/errors.ts", "model", "tools"],
    ["model/x.ts", "../flux/index.ts", "model", "flux"],
    ["model/x.ts", "../config/yaml.ts", "model", "config"],
    ["model/deep/x.ts", "../../config.ts", "model", "config"],
    ["model/x.ts", "../packages/influxdb/index.ts", "model", "packages/influxdb"],
    ["flux/x.ts", "@pulumi/pulumi", "flux", "@pulumi/pulumi"],
    ["flux/x.ts", "@pulumi/influxdb", "flux", "@pulumi/influxdb"],
    ["flux/x.ts", "../config.ts", "flux", "config"],
    ["telegraf/x.ts", "@pulumi/kubernetes", "telegraf", "@pulumi/kubernetes"],
    ["telegraf/x.ts", "../components/server.ts", "telegraf", "components"],
    ["components/x.ts", "../config.ts", "components", "config"],
    ["components/kafka/x.ts", "../../config/settings.ts", "components", "config"],
    ["components/x.ts", "../tools/errors.ts", "components", "tools"],
    ["components/x.ts", "node:fs", "components", "node:fs"],
    ["components/x.ts", "node:http", "components", "node:http"],
    ["components/x.ts", "node:https", "components", "node:https"],
    ["components/x.ts", "../index.ts", "components", "index"],
    ["packages/influxdb/x.ts", "../../model/types.ts", "packages/influxdb", "model"],
    ["packages/influxdb/kinds/x.ts", "../../../tools/errors.ts", "packages/influxdb", "tools"],
    ["config.ts", "./components/server.ts", "config", "components"],
    ["config/x.ts", "../tools/errors.ts", "config", "tools"],
    ["config/x.ts", "../flux/index.ts", "config", "flux"],
    ["index.ts", "./tools/errors.ts", "index", "tools"],
    ["index.ts", "node:fs", "index", "node:fs"],
    ["tools/x.ts", "../test/support/model.ts", "tools", "tests"],
    ["versions.ts", "./model/types.ts", "versions", "model"],
  ];

  for (const [file, source, room, target] of refused) {
    it(`refuse ${source} in ${file}, and say why`, () => {
      const message = `${room} may not import ${target}: ${ruleOf(room)}.`;
      assert.deepEqual(check(file, `import { x } from "${source}";`), [message]);
    });
  }

  it("see every way to import", () => {
    const ways = [
      'import "$";',
      'export * from "$";',
      'export { x } from "$";',
      'await import("$");',
      'require("$");',
    ];
    for (const way of ways) assert.equal(check("model/x.ts", way.replace("$", "node:fs")).length, 1, way);
  });

  it("see types that are imported in place", async () => {
    const found = await findings(
      "model/faults.ts",
      'export type E = import("../tools/errors.ts").UserError;\n',
    );
    assert.ok(
      found.some((line) => line.startsWith("monitoring/import-direction: model may not import tools")),
    );
  });

  const taken = [
    ["model/x.ts", "./types.ts"],
    ["model/x.ts", "node:path"],
    ["flux/x.ts", "../model/types.ts"],
    ["flux/x.ts", "node:fs/promises"],
    ["components/x.ts", "@pulumi/pulumi"],
    ["components/x.ts", "@pulumi/influxdb"],
    ["components/x.ts", "../model/types.ts"],
    ["components/x.ts", "../versions.ts"],
    ["config/x.ts", "node:fs"],
    ["config.ts", "./config/settings.ts"],
    ["config.ts", "@pulumi/pulumi"],
    ["index.ts", "./components/server.ts"],
    ["tools/x.ts", "../config/settings.ts"],
    ["tools/commands/x.ts", "../../index.ts"],
    ["test/tools/x.test.ts", "../../tools/errors.ts"],
    ["packages/influxdb/test/x.test.ts", "../../../test/support/influxd.ts"],
    ["packages/influxdb/x.ts", "node:http"],
    ["packages/influxdb/x.ts", "./kinds/index.ts"],
    ["bench/x.ts", "../tools/errors.ts"],
  ] as const;

  it("leave the right ones alone", () => {
    for (const [file, source] of taken) {
      assert.deepEqual(check(file, `import { x } from "${source}";`), [], `${file} imports ${source}`);
    }
  });

  it("have every file of the program in a room", () => {
    for (const file of [
      "index.ts",
      "config.ts",
      "versions.ts",
      "model/types.ts",
      "flux/index.ts",
      "eslint.config.js",
    ]) {
      assert.ok(
        rooms.some(({ files }) => files.test(file)),
        file,
      );
    }
  });
});
