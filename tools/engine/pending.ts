import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { kindOfType } from "../../packages/influxdb/kinds/index.ts";
import { Provider } from "../../packages/influxdb/provider/provider.ts";
import { UserError } from "../errors.ts";
import { readIfThere } from "../local/files.ts";
import { Deployment, editState } from "./state.ts";
import type { Workspace } from "./workspace.ts";

/** The state as the file backend keeps it. */
const Kept = z.object({ checkpoint: z.object({ latest: Deployment.nullish() }).optional() });

const Encrypted = z.looseObject({ ciphertext: z.string() });

export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly org: string;
}

/**
 * Takes away the lock that an engine left behind which was killed. Only for who knows that no engine runs on this
 * stack: holders of the local stack's own lock.
 *
 * @returns When that engine began, in milliseconds; undefined if there was none.
 */
export async function breakEngineLocks({ env }: Workspace): Promise<number | undefined> {
  const locks = join(fileURLToPath(env["PULUMI_BACKEND_URL"] ?? ""), ".pulumi", "locks");
  const entries = await readdir(locks, { recursive: true, withFileTypes: true }).catch(() => []);
  const begun = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const { mtimeMs } = await stat(path);
        await rm(path);
        return mtimeMs;
      }),
  );
  return begun.length === 0 ? undefined : Math.min(...begun);
}

/**
 * Brings back the last state that was written whole, if the engine was killed while it wrote the one after it.
 * Nothing is lost by that: it writes before it begins anything, so what came after that state is begun at most.
 */
export async function restoreState(state: string): Promise<void> {
  const [now, before] = await Promise.all([readIfThere(state), readIfThere(`${state}.bak`)]);
  if (now === undefined || isWhole(now)) return;
  if (before === undefined || !isWhole(before)) {
    throw new UserError(
      `${state} was cut off, and so was its copy ${state}.bak: what the stack declared is on no record`,
      "npm run reset, then npm start",
    );
  }
  await writeFile(state, before, { mode: 0o600 });
}

function isWhole(text: string): boolean {
  try {
    return Kept.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * Settles creations that the engine had begun when it was killed, so that nothing is made twice: an object that was
 * made gets its record in state, and of one that was not no trace is left. A token that was made is deleted: its
 * value was lost with the answer. `state` is where the backend keeps the stack.
 *
 * @param begun When the engine that was killed began, in milliseconds, if that is known.
 */
export async function settlePending(
  workspace: Workspace,
  state: string,
  connection: Connection,
  begun: number | undefined,
): Promise<void> {
  const { checkpoint } = Kept.parse(JSON.parse((await readIfThere(state)) ?? "{}"));
  if (checkpoint?.latest?.pending_operations === undefined) return;
  await editState(
    workspace,
    async ({ resources = [], pending_operations: pending = [], ...rest }) => {
      // State is written again while creations that it says are pending go on: some of them may be older than it.
      const since = begun ?? Date.parse(rest.manifest?.time ?? "");
      const made = await claimed(pending, resources, Number.isFinite(since) ? since : 0, connection);
      return { ...rest, resources: [...resources, ...made] };
    },
    "an earlier run was killed, and what it left could not be put in order",
  );
}

type Pending = NonNullable<Deployment["pending_operations"]>;

/** The records of what begun creations really made. */
async function claimed(
  pending: Pending,
  resources: NonNullable<Deployment["resources"]>,
  since: number,
  connection: Connection,
) {
  const provider = new Provider((notice) => void process.stderr.write(`${notice}\n`));
  provider.configure({ ...connection });
  try {
    const creations = pending.filter(
      ({ type, resource }) => type === "creating" && resource.type.startsWith("influxdb:"),
    );
    const records = creations.map(async ({ resource }) => {
      // Objects of two kinds may have the same id: the server counts each kind by itself.
      const same = resources.filter(({ type }) => type === resource.type);
      const known = new Set(same.flatMap(({ id }) => id ?? []));
      const id = await provider.claim(kindOfType(resource.type), openInputs(resource.inputs), known, since);
      return id === undefined ? [] : [{ ...resource, id }];
    });
    return (await Promise.all(records)).flat();
  } finally {
    await provider.close();
  }
}

/** Inputs that stand in the clear; what is encrypted cannot be compared. */
function openInputs(inputs: Pending[number]["resource"]["inputs"] = {}) {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => !Encrypted.safeParse(value).success),
  );
}
