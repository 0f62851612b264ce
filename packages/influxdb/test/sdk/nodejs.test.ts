/** The package for Node.js as other programs get it: generated, compiled, and used by a program. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import ts from "typescript";
import type { Program } from "../../../../index.ts";
import { TestEngine } from "../../../../test/support/engine.ts";
import { startServer } from "../../../../test/support/influxd.ts";
import { goFault } from "../../../../test/support/sdk-generator/generator.ts";
import { projectRoot } from "../../../../tools/project.ts";
import { functions } from "../../functions/index.ts";
import { kinds } from "../../kinds/index.ts";
import { call } from "../conformance/rows/row.ts";
import {
  enumerations,
  generate,
  type Generated,
  inputsOf,
  lowerFirst,
  textOf,
  upperFirst,
} from "./generated.ts";

const require = createRequire(import.meta.url);

/** What a person writes who has only the generated package. */
const PROGRAM = `
import * as influxdb from "./index";

export async function program(url: string, org: string, token: string) {
  const provider = new influxdb.Provider("server", { url, org, token, healthTimeoutSeconds: 20 });
  const options = { provider };
  const bucket = new influxdb.Bucket("bucket", { name: "weather", retentionSeconds: 86400 }, options);
  const rights = [{ action: influxdb.PermissionAction.Read, resourceType: "buckets", resourceId: bucket.id }] as const;
  const reader = new influxdb.Authorization(
    "reader",
    { permissions: [...rights], status: influxdb.AuthorizationStatus.Active },
    options,
  );
  const secret = new influxdb.Secret("secret", { key: "password", value: "shown to nobody" }, options);
  const found = influxdb.getBucketOutput({ id: bucket.id }, options);
  const { status } = await influxdb.getHealth(options);
  return { token: reader.token, secret: secret.key, retention: found.retentionSeconds, status };
}
`;

describe("the SDK for Node.js", { skip: (await goFault()) ?? false }, () => {
  let sdk: Generated;
  before(async () => {
    sdk = await generate("nodejs");
    await symlink(join(projectRoot, "node_modules"), join(dirname(sdk.folder), "node_modules"));
  });
  after(() => sdk.remove());

  /** Compiles the package, with a module beside its own. */
  async function compile(name: string, text: string): Promise<void> {
    await writeFile(join(sdk.folder, `${name}.ts`), text);
    const config = { extends: "./tsconfig.json", files: ["index.ts", `${name}.ts`] };
    await writeFile(join(sdk.folder, `${name}.json`), JSON.stringify(config));
    const args = [join(projectRoot, "node_modules/typescript/bin/tsc"), "-p", `${name}.json`];
    await promisify(execFile)(process.execPath, args, { cwd: sdk.folder });
    // As when it is published: it asks for its version beside its modules.
    await copyFile(join(sdk.folder, "package.json"), join(sdk.folder, "bin", "package.json"));
  }

  /** Members of an interface: name → whether it may be absent, and its type. */
  function membersOf(path: string, name: string) {
    const source = ts.createSourceFile(path, textOf(sdk, path), ts.ScriptTarget.ESNext, true);
    const found = source.statements.find(
      (each) => ts.isInterfaceDeclaration(each) && each.name.text === name,
    );
    assert(found !== undefined && ts.isInterfaceDeclaration(found), `${path} has no ${name}`);
    return found.members.filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(),
      optional: member.questionToken !== undefined,
      type: member.type?.getText() ?? "",
    }));
  }

  test("has the name and version of the package, and no place to fetch the provider from", () => {
    const { name, version, pulumi } = JSON.parse(textOf(sdk, "package.json")) as Record<string, unknown>;
    assert.deepEqual(
      { name, version, pulumi },
      {
        name: "@pulumi/influxdb",
        version: "0.1.0",
        pulumi: { resource: true, name: "influxdb", version: "0.1.0" },
      },
    );
  });

  for (const kind of kinds) {
    test(`${kind.name}: a class whose arguments are required, optional and secret as declared`, () => {
      const path = `${lowerFirst(kind.name)}.ts`;
      const { required, optional, secret } = inputsOf(kind);
      const members = membersOf(path, `${kind.name}Args`);
      const names = (may: boolean) => members.filter((each) => each.optional === may).map(({ name }) => name);
      assert.deepEqual([names(false).sort(), names(true).sort()], [required, optional]);
      const text = textOf(sdk, path);
      assert.match(text, new RegExp(`export class ${kind.name} extends pulumi.CustomResource`));
      const wrapped = [...text.matchAll(/= args\?\.(\w+) \? pulumi\.secret\(args\.\1\)/g)].map(
        ([, key]) => key,
      );
      assert.deepEqual(wrapped.sort(), secret);
    });
  }

  test("a function for each of ours, with its arguments, for plain ones and for outputs", () => {
    for (const { name, inputs } of functions) {
      const text = textOf(sdk, `${name}.ts`);
      const none = Object.keys(inputs).length === 0;
      const first = none ? "opts?: " : "args";
      for (const each of [name, `${name}Output`]) {
        assert(text.includes(`export function ${each}(${first}`), each);
      }
      if (none) continue;
      const members = membersOf(`${name}.ts`, `${upperFirst(name)}Args`);
      const found = members.map((member) => [member.name, member.optional]);
      const declared = Object.entries(inputs).map(([key, { required }]) => [key, required !== true]);
      assert.deepEqual(found.sort(), declared.sort(), name);
    }
  });

  test("texts of few values have a type of their own, with just these", () => {
    const text = textOf(sdk, "types/enums/index.ts");
    const found = [...text.matchAll(/export const (\w+) = \{([^}]*)\} as const;/g)].map(
      ([, name, body = ""]) => {
        return { name, values: [...body.matchAll(/: "([^"]*)"/g)].map(([, value]) => value) };
      },
    );
    const expected = enumerations.map(({ name, values }) => ({ name, values: [...values] }));
    assert.deepEqual(new Set(found), new Set(expected));
  });

  test("the types refuse what the schema does not allow, and have no fault of their own", async () => {
    const wrong = 'import { Task } from "./index";\nnew Task("t", { flux: "", status: "asleep" });\n';
    await assert.rejects(compile("wrong", wrong), ({ stdout }: { stdout: string }) => {
      assert.match(stdout, /^wrong\.ts\(2,\d+\): error TS2322: Type '"asleep"' is not assignable[^\n]*\n$/);
      return true;
    });
  });

  test("a program that uses it does on a real server what it says, and nothing the second time", async () => {
    await compile("program", PROGRAM);
    const loaded: unknown = require(join(sdk.folder, "bin", "program.js"));
    assert(typeof loaded === "object" && loaded !== null);
    const { program: run } = loaded as Record<string, unknown>;
    assert(typeof run === "function");
    const [server, engine] = await Promise.all([startServer(), TestEngine.make()]);
    try {
      const program: Program = async () => {
        const outputs: unknown = await Reflect.apply(run, undefined, [server.url, server.org, server.token]);
        return { outputs };
      };
      await engine.succeed("up", program);
      const { stdout } = await engine.command("stack", "output", "outputs", "--json", "--show-secrets");
      const outputs = JSON.parse(stdout) as Record<string, unknown>;
      assert.equal(outputs["retention"], 86_400);
      assert.equal(outputs["status"], "pass");
      const { token } = outputs;
      assert(typeof token === "string");
      const { buckets } = await call({ ...server, token }, "GET", "/api/v2/buckets");
      assert.deepEqual(
        (buckets as { name: string }[]).map(({ name }) => name),
        ["weather"],
      );
      const state = await engine.stateText();
      for (const secret of [server.token, token, "shown to nobody"]) assert(!state.includes(secret));
      await engine.succeed("preview", program, { flags: ["--refresh", "--expect-no-changes"] });
      await engine.succeed("destroy");
    } finally {
      await engine.remove();
      await server.stop();
    }
  });
});
