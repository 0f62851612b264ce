import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { missingPlugins, missingServer } from "../../tools/engine/plugins.ts";
import { field } from "../../tools/json.mjs";

const versionOf = (name: string) =>
  String(field(createRequire(import.meta.url)(`@pulumi/${name}/package.json`), "version"));
const [kubernetes, random] = [versionOf("kubernetes"), versionOf("random")];

/** What the engine says where it cannot download, and where it may not. */
const refused = `Could not automatically download and install resource plugin 'pulumi-resource-kubernetes' at version v${kubernetes}, install the plugin using \`pulumi plugin install resource kubernetes v${kubernetes}\`: error downloading provider kubernetes to file: failed all 5 attempts`;
const absent = `no resource plugin 'pulumi-resource-kubernetes' found in the workspace at version v${kubernetes} or on your $PATH`;

function home(t: TestContext): { readonly directory: string; readonly env: NodeJS.ProcessEnv } {
  const directory = mkdtempSync(join(tmpdir(), "plugins-"));
  t.after(() => {
    rmSync(directory, { recursive: true });
  });
  return { directory, env: { PULUMI_HOME: directory, PATH: join(directory, "bin") } };
}

function install(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `pulumi-resource-${name}`), "#!/bin/sh\n", { mode: 0o755 });
}

const command = (name: string, version: string) =>
  `npm run pulumi -- plugin install resource ${name} ${version}`;

describe("a server's stack that was never brought up", () => {
  it("is told with the command that does", () => {
    const error = missingServer(['failed: unknown stack "organization/monitoring/roundtable"']);
    assert.match(error?.message ?? "", /"organization\/monitoring\/roundtable", does not exist/);
    assert.match(error?.message ?? "", /mend: npm run up -- roundtable/);
    assert.equal(missingServer(["something else"]), undefined);
  });
});

describe("a plugin that the engine lacks", () => {
  it("is named with its version and the command that installs it, however the engine says it", (t) => {
    for (const said of [refused, absent]) {
      const error = missingPlugins(
        ["preview failed", said, said],
        new Set(["kubernetes", "influxdb"]),
        home(t).env,
      );
      assert.equal(error?.name, "UserError");
      assert.equal(
        error.message,
        `the engine needs the plugin kubernetes ${kubernetes}, and could neither find nor download it\n` +
          `  mend: ${command("kubernetes", kubernetes)} (with --file <archive> where there is no network), or put pulumi-resource-kubernetes on PATH`,
      );
    }
  });

  it("is not alone: those are named that the next run would lack", (t) => {
    const { directory, env } = home(t);
    const declared = new Set(["kubernetes", "random"]);
    const both = missingPlugins([absent], declared, env)?.message ?? "";
    assert.match(
      both,
      new RegExp(
        `plugins kubernetes ${kubernetes} and random ${random}, and could neither find nor download them\n`,
      ),
    );
    assert.match(both, /or put pulumi-resource-kubernetes and pulumi-resource-random on PATH$/);
    assert.ok(both.includes(`${command("kubernetes", kubernetes)} && ${command("random", random)} (`), both);
    install(join(directory, "plugins", `resource-random-v${random}`), "random");
    assert.doesNotMatch(missingPlugins([absent], declared, env)?.message ?? "random", /random/);
  });

  it("is none on PATH, and none that nobody declares", (t) => {
    const { directory, env } = home(t);
    install(join(directory, "bin"), "random");
    assert.doesNotMatch(missingPlugins([absent], new Set(["random"]), env)?.message ?? "random", /random/);
  });

  it("has the version that the engine names, where a state asks for another", (t) => {
    const old = absent.replace(kubernetes, "4.0.1");
    assert.match(
      missingPlugins([old], new Set(), home(t).env)?.message ?? "",
      /the plugin kubernetes 4\.0\.1,/,
    );
  });

  it("is not what other errors are about", (t) => {
    assert.equal(missingPlugins(["preview failed"], new Set(["kubernetes"]), home(t).env), undefined);
  });
});
