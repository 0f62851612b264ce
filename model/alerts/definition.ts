/** What an alert of the catalogue says of itself. Its condition is Flux: `flux/alerts/<id>.flux`. */
import type { FluxValue } from "../types.ts";

/** How bad a finding is; delivery routes by it. In Flux: 1, 2, 3. */
export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/**
 * Unit of a limit: how the stack file writes it, and what Flux gets (always a float).
 * `count`: a number · `percent`: `90%`, in Flux 90.0 · `duration`: `30d`, in Flux seconds · `bytes`: `20GiB`, in Flux bytes.
 */
export type Unit = "count" | "percent" | "duration" | "bytes";

/** A number in the condition of an alert, which stack files may change. */
export interface Limit {
  readonly unit: Unit;
  /** Default, as Flux gets it: a number, percent, seconds or bytes. */
  readonly value: number;
  /** What it means, as a sentence. */
  readonly doc: string;
}

/** An entry of the catalogue. */
export interface AlertDefinition {
  /** Identity, name of its Flux file, and name or first part of the name of its tasks. */
  readonly id: string;
  /** What is the matter when it fires, in a few words: first line of the message. */
  readonly title: string;
  /**
   * `state`: something is bad for a while; sent once, repeated, resolved. `event`: something happened; each is sent once.
   */
  readonly kind: "state" | "event";
  /**
   * Whose points it reads. `*`: those of each application, by a task each (or by one task over all, in the shared layout).
   * Else the one application, or extra bucket, that they are written to, e.g. `argocd`.
   */
  readonly home: string;
  /** Severities that its findings can have. */
  readonly severities: readonly Severity[];
  readonly everySeconds: number;
  /** How late a point may arrive, in seconds after its own time, and still be seen. */
  readonly latenessSeconds: number;
  /** How far a run looks back. At least schedule + tolerated lateness. */
  readonly windowSeconds: number;
  /** For a state: how long nothing must be found until it counts as resolved. @default two runs */
  readonly resolveSeconds?: number;
  /** False: a subject is sent once, however long it is so, whatever the routes say. @default true */
  readonly repeats?: false;
  /**
   * Where limits `warning` and `critical` are of one number: on which side of them it is bad. A warning limit that lies
   * beyond the critical one is never met by itself, and is refused. @default they are of two numbers, in any order
   */
  readonly worse?: "above" | "below";
  /** Limits by the name under which Flux reads them. */
  readonly limits: Readonly<Record<string, Limit>>;
  /** Further values for the `params` record of the file, beside those that every alert gets. */
  readonly params?: Readonly<Record<string, FluxValue>>;
  /** What to look at and what mends it, as sentences: the runbook in `docs/alerts.md`. */
  readonly advice: string;
}

export const minute = 60;
export const hour = 3_600;
export const day = 86_400;

/** Number of a severity in Flux. */
export function levelOf(severity: Severity): number {
  return severities.indexOf(severity) + 1;
}
