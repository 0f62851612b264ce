/** The standard CLI in a copy of the project, as somebody has it who runs nothing of ours around it. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { load } from "js-yaml";
import { z } from "zod";
import { namespace } from "../../../model/keys.ts";
import { ensure } from "../../../tools/toolchain/index.ts";
import { pulumi } from "../../../tools/toolchain/parts.ts";
import { type Answer, errorsOf, type ProjectCopy } from "../../support/project.ts";

export interface PlainPulumi {
  /** Environment of its commands, for others that work on the same stacks. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command of it. */
  readonly run: (...args: string[]) => Promise<Answer>;
  /** Like {@link run}, for what must succeed. */
  readonly succeed: (...args: string[]) => Promise<Answer>;
}

const languagePlugin = join(import.meta.dirname, "..", "..", "support", "language-plugin");

/** The CLI with a state of its own beside the project. `path`: in front of which it finds the language plugin. */
export async function plainPulumi(
  project: ProjectCopy,
  path: string = process.env["PATH"] ?? "",
): Promise<PlainPulumi> {
  const { path: binary } = await ensure(pulumi);
  const base = dirname(project.root);
  const state = join(base, "state");
  await mkdir(state);
  const env = {
    PATH: [languagePlugin, dirname(process.execPath), path].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase",
    PULUMI_HOME: join(base, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const run: PlainPulumi["run"] = (...args) => project.run(binary, args, env);
  const succeed: PlainPulumi["succeed"] = async (...args) => {
    const answer = await run(...args);
    assert.equal(answer.code, 0, `pulumi ${args.join(" ")}:\n${errorsOf(answer)}`);
    return answer;
  };
  return { env, run, succeed };
}

const StackFile = z.looseObject({ config: z.record(z.string(), z.unknown()) });

/** Changes what a stack file of the copy says. `edit` gets its keys without the namespace, and gives those that are to be. */
export async function editStackFile(
  project: ProjectCopy,
  stack: string,
  edit: (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const name = `Pulumi.${stack}.yaml`;
  const { config, ...rest } = StackFile.parse(load(await project.read(name)));
  const prefix = `${namespace}:`;
  const given = Object.entries(config).map(([key, value]) => [key.slice(prefix.length), value] as const);
  const edited = Object.entries(edit(Object.fromEntries(given))).map(([key, value]) => [prefix + key, value]);
  const file = { ...rest, config: Object.fromEntries(edited) as unknown };
  await writeFile(join(project.root, name), JSON.stringify(file, undefined, 2));
}
