import { textOf } from "../../packages/influxdb/definition/values.ts";
import { bucket } from "../../packages/influxdb/kinds/bucket.ts";
import { isSystem, type Survey } from "../../packages/influxdb/provider/survey.ts";
import { keyText } from "../../model/keys.ts";
import type { EventLog } from "../engine/events.ts";
import type { Outcome } from "../engine/operate.ts";
import { nameOf, type Recorded, recordedOf } from "./declarations.ts";
import { isTold, Servers } from "./servers.ts";

/** How long a preview waits for a server that it can do without, in seconds. */
const PATIENCE = 5;
/** Steps that take an object away. */
const GOING = new Set(["delete", "replace", "delete-replaced"]);

/**
 * What an update would lose: a line for each bucket with points in it that it would take away without leave, and for
 * each organization that has one. Looks at the servers, and says where that failed.
 */
export async function plannedLosses({
  log,
  declared,
}: Pick<Outcome, "log" | "declared">): Promise<readonly string[]> {
  const going = goingOf(log);
  if (going.length === 0) return [];
  const servers = new Servers(declared.connections, { healthTimeoutSeconds: PATIENCE });
  const lines = await servers.use(async () => {
    const said: string[] = [];
    for (const recorded of going) said.push(...(await lossesOf(servers, recorded)));
    return said;
  });
  if (lines.length === 0) return [];
  return ["Points would be lost, so that up will refuse to do this:", ...lines.map((line) => `  ${line}`)];
}

/** Whether an update would take away what may hold points, so that the servers have to be looked at. */
export function mayLose({ log }: Pick<Outcome, "log">): boolean {
  return goingOf(log).length > 0;
}

/** Buckets and organizations that would go, and may not with what they hold. */
function goingOf(log: EventLog): Recorded[] {
  const urns = new Set(log.steps.filter(({ op }) => GOING.has(op)).map(({ urn }) => urn));
  return [...recordedOf(log)].flatMap(([urn, recorded]) => {
    const { kind, outputs } = recorded;
    const holds = kind.name === "Bucket" || kind.name === "Organization";
    return urns.has(urn) && holds && outputs["allowDataLoss"] !== true ? [recorded] : [];
  });
}

async function lossesOf(servers: Servers, { kind, id, outputs, provider }: Recorded): Promise<string[]> {
  const name = typeof outputs["name"] === "string" ? outputs["name"] : id;
  const what = `${kind.name.toLowerCase()} ${JSON.stringify(name)}`;
  try {
    const survey = servers.of(nameOf(provider));
    if (kind.name === "Bucket") {
      const held = await holding(survey, String(outputs["orgId"]), id);
      return held === undefined ? [] : [`${what} holds ${held}; to allow it: ${allowing(name)}`];
    }
    const lines: string[] = [];
    for (const found of await survey.all(bucket, id)) {
      const held = isSystem(bucket, found) ? undefined : await holding(survey, id, found.id);
      const inner = textOf(found.properties["name"]);
      if (held !== undefined) lines.push(`${what} has bucket ${JSON.stringify(inner)}, which holds ${held}`);
    }
    return lines;
  } catch (error) {
    if (!isTold(error)) throw error;
    return [`${what} could not be looked at: ${error.message}`];
  }
}

async function holding(survey: Survey, orgId: string, bucketId: string): Promise<string | undefined> {
  const held = await survey.holding(orgId, bucketId);
  return held && `${held.series} series, the oldest point of ${held.oldest}`;
}

/** A bucket that is no longer declared has to be declared once more to be allowed to go. */
function allowing(name: string): string {
  const [ours, extra] = ["overrides", "extra"].map((list) =>
    keyText(["buckets", list, name, "allowDataLoss"]),
  );
  return `declare it with ${ours}: true (or ${extra}: true), bring that up, then take it away`;
}
