/** Configuration for tests: written as a stack file into a directory of its own, read as the program reads it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { SettingsOptions } from "../../config/options.ts";
import { type DeclaredSettings, settingsFrom } from "../../config/settings.ts";
import { readStackFile } from "../../config/stack-file.ts";
import { podsOf } from "../../desired.ts";
import type { Fault } from "../../model/faults.ts";
import { buildModel } from "../../model/model.ts";
import type { Model } from "../../model/types.ts";
import type { Agents } from "../../telegraf/stack.ts";

/** A directory with these files, gone after the test. */
export function directoryWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "configuration-"));
  t.after(() => {
    rmSync(root, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o600 });
  }
  return root;
}

/** Keys of a stack that has no fault. Values are YAML. */
export const good: Readonly<Record<string, string>> = {
  role: "both",
  environments: "[{name: idfdev, applications: [portal, times-square]}]",
  influxdb: "{url: 'http://localhost:8086', org: monitoring}",
  token: "{secure: v1:abc}",
};

export interface StackUnderTest {
  /** Keys in place of those of {@link good}, without namespace; undefined takes one out. Values are YAML. */
  readonly keys?: Readonly<Record<string, string | undefined>>;
  /** Further files of the project. */
  readonly files?: Readonly<Record<string, string>>;
  readonly connection?: SettingsOptions["connection"];
  /** `configuration`: without what the model has against it. @default `all` */
  readonly told?: "all" | "configuration";
  /** @default `test` */
  readonly stack?: string;
}

/** Settings, model, agents and all faults of a stack. */
export function readStack(
  t: TestContext,
  { keys = {}, files = {}, connection = "required", stack = "test", told = "all" }: StackUnderTest,
): {
  readonly settings: DeclaredSettings;
  readonly model: Model;
  readonly agents: Agents | undefined;
  readonly faults: readonly Fault[];
  readonly root: string;
} {
  const lines = Object.entries({ ...good, ...keys })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  monitoring:${key}: ${value ?? ""}\n`);
  const root = directoryWith(t, { [`Pulumi.${stack}.yaml`]: `config:\n${lines.join("")}`, ...files });
  const settings = settingsFrom(readStackFile(root, stack), { root, connection });
  const built = buildModel(settings.declared);
  const { agents, faults } = podsOf(settings, built);
  return {
    settings,
    model: built.model,
    agents,
    faults: told === "all" ? [...settings.faults, ...built.faults, ...faults] : settings.faults,
    root,
  };
}
