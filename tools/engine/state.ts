import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../errors.ts";
import type { ConnectionConfig } from "./observer.ts";
import { runEngine } from "./run.ts";
import type { Workspace } from "./workspace.ts";

const Bag = z.record(z.string(), z.json());
/** A resource as the engine keeps it. */
const Resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: Bag.optional(),
  outputs: Bag.optional(),
});
/** The state of a stack, without what surrounds it. */
export const Deployment = z.looseObject({
  manifest: z.looseObject({ time: z.string().optional() }).optional(),
  resources: z.array(Resource).optional(),
  pending_operations: z.array(z.looseObject({ type: z.string(), resource: Resource })).optional(),
});
export type Deployment = z.infer<typeof Deployment>;
const Exported = z.looseObject({ deployment: Deployment });

/** A secret as an export shows it that was told to: its value as JSON. */
const Shown = z
  .looseObject({ plaintext: z.string() })
  .transform(({ plaintext }): unknown => JSON.parse(plaintext));

/**
 * Connections by name of their provider, as they are on record: what the engine deletes with. Hold tokens, and so never
 * leave this process.
 */
export async function recordedConnections(
  workspace: Workspace,
): Promise<ReadonlyMap<string, ConnectionConfig>> {
  const { code, output } = await runEngine(workspace, ["stack", "export", "--show-secrets"], { quiet: true });
  // Not shown: it may hold secrets.
  if (code !== 0) throw new UserError(`the record of stack "${workspace.stack}" could not be read`);
  const { resources = [] } = Exported.parse(JSON.parse(output.slice(output.indexOf("{")))).deployment;
  const providers = resources.filter(({ type }) => type === "pulumi:providers:influxdb");
  return new Map(
    providers.map(({ urn, inputs = {} }) => {
      const plain = Object.entries(inputs).flatMap(([key, value]) => {
        const shown = Shown.safeParse(value);
        const text = shown.success ? shown.data : value;
        return typeof text === "string" ? [[key, text] as const] : [];
      });
      return [urn.split("::").slice(3).join("::"), Object.fromEntries(plain)];
    }),
  );
}

/**
 * Changes the state of a stack past the engine's operations. Its secrets stay closed.
 *
 * @param doing for the error when the engine refuses, e.g. `what it left could not be put in order`
 */
export async function editState(
  workspace: Workspace,
  edit: (deployment: Deployment) => Deployment | Promise<Deployment>,
  doing: string,
): Promise<void> {
  const file = join(tmpdir(), `monitoring-state-${process.pid}.json`);
  const stack = async (...args: string[]) => {
    const { code, output } = await runEngine(workspace, ["stack", ...args, "--file", file], { quiet: true });
    if (code !== 0) throw new UserError(`${doing}:\n${output.trim()}`);
  };
  try {
    await stack("export");
    const exported = Exported.parse(JSON.parse(await readFile(file, "utf8")));
    const deployment = await edit(exported.deployment);
    await writeFile(file, JSON.stringify({ ...exported, deployment }), { mode: 0o600 });
    await stack("import");
  } finally {
    await rm(file, { force: true });
  }
}
