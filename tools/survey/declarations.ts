import type { Kind } from "../../packages/influxdb/definition/kind.ts";
import type { Values } from "../../packages/influxdb/definition/values.ts";
import { kindOfType } from "../../packages/influxdb/kinds/index.ts";
import { loggedInputs } from "../../packages/influxdb/provider/survey.ts";
import type { EventLog, Step } from "../engine/events.ts";

/** An object that the program declares and that is not on record. */
export interface Declaration {
  readonly urn: string;
  readonly type: string;
  /** Name of the resource in the program. */
  readonly name: string;
  readonly kind: Kind;
  /** Checked, as far as they are known before the update. */
  readonly inputs: Values;
  /** URNs. */
  readonly parent: string;
  readonly provider: string;
}

/** An object on record. */
export interface Recorded {
  readonly urn: string;
  readonly kind: Kind;
  readonly id: string;
  readonly provider: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What would be made: by a first `up` everything. */
export function declarationsOf({ steps }: EventLog): Declaration[] {
  return steps.flatMap(({ op, urn, type, new: made }) => {
    if (op !== "create" || made?.custom !== true || !type.startsWith("influxdb:")) return [];
    return [
      {
        urn,
        type,
        name: nameOf(urn),
        kind: kindOfType(type),
        inputs: loggedInputs(made.inputs ?? {}),
        parent: made.parent ?? "",
        provider: providerOf(made),
      },
    ];
  });
}

/** Everything of InfluxDB that is on record, by URN. */
export function recordedOf({ steps }: EventLog): ReadonlyMap<string, Recorded> {
  const recorded = new Map<string, Recorded>();
  for (const step of steps) {
    const record = recordIn(step);
    if (record !== undefined) recorded.set(step.urn, record);
  }
  return recorded;
}

/** The object of InfluxDB on record that a step is about. */
export function recordIn({ urn, type, old }: Step): Recorded | undefined {
  if (old?.custom !== true || !old.id || !type.startsWith("influxdb:")) return undefined;
  return { urn, kind: kindOfType(type), id: old.id, provider: providerOf(old), outputs: old.outputs ?? {} };
}

/** Name of the resource of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** A provider's reference is its URN and its id. */
function providerOf({ provider = "" }: NonNullable<Step["new"]>): string {
  return provider.split("::").slice(0, -1).join("::");
}

/** Tells an object from all others of its server. */
export function objectKey(kind: Kind, id: string): string {
  return `${kind.name}/${id}`;
}
