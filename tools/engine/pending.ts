import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { kindOfType } from "../../packages/influxdb/kinds/index.ts";
import { Provider } from "../../packages/influxdb/provider/provider.ts";
import { readIfThere } from "../local/files.ts";
import type { Workspace } from "./workspace.ts";

const State = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        resources: z.array(z.object({ id: z.string().optional() })).optional(),
        pending_operations: z
          .array(
            z.object({
              type: z.string(),
              resource: z.object({ urn: z.string(), type: z.string(), inputs: z.record(z.string(), z.json()).optional() }),
            }),
          )
          .optional(),
      })
      .nullish(),
  }),
});

export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly org: string;
}

/**
 * Takes away the lock that an engine left behind which was killed. Only for who knows that no engine runs on this
 * stack: holders of the local stack's own lock.
 */
export async function breakEngineLocks({ env }: Workspace): Promise<void> {
  const locks = join(fileURLToPath(env["PULUMI_BACKEND_URL"] ?? ""), ".pulumi", "locks");
  const entries = await readdir(locks, { recursive: true, withFileTypes: true }).catch(() => []);
  await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => rm(join(entry.parentPath, entry.name))));
}

/**
 * What the engine must be told about creations that it had begun when it was killed, as flags of `refresh`;
 * undefined when there are none. An object that was made is taken over, of one that was not nothing is left.
 * A token that was made is taken away again: its value was lost with the answer.
 */
export async function settlePending(state: string, connection: Connection): Promise<string[] | undefined> {
  const text = await readIfThere(state);
  const { latest } = State.parse(JSON.parse(text ?? "{}")).checkpoint;
  const begun = (latest?.pending_operations ?? []).filter(({ type }) => type === "creating");
  if (begun.length === 0) return undefined;
  const known = new Set((latest?.resources ?? []).flatMap(({ id }) => id ?? []));
  const provider = new Provider((notice) => void process.stderr.write(`${notice}\n`));
  provider.configure({ ...connection });
  try {
    const claims = await Promise.all(
      begun.map(async ({ resource: { urn, type, inputs } }) => {
        if (!type.startsWith("influxdb:")) return [];
        const id = await provider.claim(kindOfType(type), inputs ?? {}, known);
        return id === undefined ? [] : ["--import-pending-creates", urn, "--import-pending-creates", id];
      }),
    );
    return ["--clear-pending-creates", ...claims.flat()];
  } finally {
    await provider.close();
  }
}
