import { ConnectionError } from "../../packages/influxdb/client/errors.ts";
import { textOf } from "../../packages/influxdb/definition/values.ts";
import { bucket } from "../../packages/influxdb/kinds/bucket.ts";
import { isSystem, type Survey } from "../../packages/influxdb/provider/survey.ts";
import { keyText } from "../../model/keys.ts";
import type { EventLog } from "../engine/events.ts";
import type { ConnectionConfig } from "../engine/observer.ts";
import { nameOf, type Recorded, recordIn } from "./declarations.ts";
import { isTold, Servers } from "./servers.ts";

/** How long to wait for a server, in seconds. */
const PATIENCE = 5;
/** Steps that take an object away. */
const GOING = new Set(["delete", "replace", "delete-replaced"]);

/** Something that would go although points would be lost with it, or although nobody could say. */
export interface Loss {
  /** Of what would go. */
  readonly urn: string;
  /** URN of its provider. */
  readonly provider: string;
  /** For people: what it is and what it holds, or why that is not known. */
  readonly text: string;
  /** Whether its server could be asked. */
  readonly isKnown: boolean;
  /** Key of the stack file that allows it; undefined where that is told of the program. */
  readonly key: string | undefined;
}

/**
 * What an operation would lose: the buckets with points in them that it would take away without leave, and the
 * organizations that have one. Looks at the servers.
 *
 * @param connections by name of their provider
 */
export async function plannedLosses(
  log: EventLog,
  connections: ReadonlyMap<string, ConnectionConfig>,
): Promise<readonly Loss[]> {
  const all = goingOf(log);
  const going = all.filter(({ outputs }) => outputs["allowDataLoss"] !== true);
  if (going.length === 0) return [];
  // Buckets have lines of their own, or may go; and they go before their organization.
  const settled = new Set(all.map(({ id }) => id));
  const servers = new Servers(connections, { healthTimeoutSeconds: PATIENCE });
  return servers.use(async () => {
    const losses: Loss[] = [];
    const silent = new Map<string, string>();
    for (const recorded of going) {
      const { kind, id, urn, provider, outputs } = recorded;
      const name = typeof outputs["name"] === "string" ? outputs["name"] : id;
      const what = `${kind.name.toLowerCase()} ${JSON.stringify(name)}`;
      const key = kind === bucket ? allowing(name) : undefined;
      const why = silent.get(provider);
      if (why !== undefined) {
        losses.push({ urn, provider, text: `${what} could not be looked at either`, isKnown: false, key });
        continue;
      }
      try {
        const held = await holdingOf(servers.of(nameOf(provider)), recorded, settled);
        losses.push(...held.map((text) => ({ urn, provider, text: `${what} ${text}`, isKnown: true, key })));
      } catch (error) {
        if (!isTold(error)) throw error;
        // One that does not answer is not asked for each bucket anew.
        if (error instanceof ConnectionError) silent.set(provider, error.message);
        losses.push({
          urn,
          provider,
          text: `${what} could not be looked at: ${error.message}`,
          isKnown: false,
          key,
        });
      }
    }
    return losses;
  });
}

/** Whether an operation would take away what may hold points, so that the servers have to be looked at. */
export function mayLose(log: EventLog): boolean {
  return goingOf(log).some(({ outputs }) => outputs["allowDataLoss"] !== true);
}

/** Buckets and organizations that would go, each once. */
function goingOf(log: EventLog): Recorded[] {
  const going = new Map<string, Recorded>();
  for (const step of log.steps) {
    const recorded = GOING.has(step.op) && step.old?.retainOnDelete !== true ? recordIn(step) : undefined;
    if (recorded === undefined) continue;
    const { kind, id } = recorded;
    if (kind.name === "Bucket" || kind.name === "Organization") going.set(`${kind.name}/${id}`, recorded);
  }
  return [...going.values()];
}

/** What would be lost with an object, a text each; none where it is gone already. */
async function holdingOf(
  survey: Survey,
  { kind, id, outputs }: Recorded,
  settled: ReadonlySet<string>,
): Promise<string[]> {
  const orgId = kind === bucket ? String(outputs["orgId"]) : id;
  if (!(await survey.exists(kind, id, orgId))) return [];
  if (kind === bucket) {
    const held = await holding(survey, orgId, id);
    return held === undefined ? [] : [`holds ${held}`];
  }
  const texts: string[] = [];
  for (const found of await survey.all(bucket, id)) {
    if (isSystem(bucket, found) || settled.has(found.id)) continue;
    const held = await holding(survey, id, found.id);
    const inner = textOf(found.properties["name"]);
    if (held !== undefined) texts.push(`has bucket ${JSON.stringify(inner)}, which holds ${held}`);
  }
  return texts;
}

async function holding(survey: Survey, orgId: string, bucketId: string): Promise<string | undefined> {
  const held = await survey.holding(orgId, bucketId);
  return held && `${held.series} series, the oldest point of ${held.oldest}`;
}

function allowing(name: string): string {
  return keyText(["buckets", "overrides", name, "allowDataLoss"]);
}
