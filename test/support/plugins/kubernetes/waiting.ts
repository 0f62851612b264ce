/** Waiting until something holds of an object. Nothing is waited for that the program does not ask for. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Plain } from "../service/properties.ts";
import { annotation } from "./objects.ts";

const WAIT_FOR = "pulumi.com/waitFor";
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT = "pulumi.com/timeoutSeconds";
/** The official plugin's. */
const DEFAULT_TIMEOUT_SECONDS = 600;
const POLL_MS = 50;

/** A status condition that has to hold: `condition=Ready`, `condition=Ready=False`. */
interface Condition {
  readonly type: string;
  readonly status: string;
}

const Conditions = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() })),
  }),
});

/** Why a wait came to no good end. */
export class GaveUp extends Error {}

/** What an object is waited for by its annotations; none unless they say so. */
export function conditionsOf(inputs: Plain): Condition[] {
  const given = annotation(inputs, WAIT_FOR);
  if (given === undefined || annotation(inputs, SKIP_AWAIT) === "true") return [];
  return expressionsIn(given).map((expression) => {
    const [, type, status = "True"] = /^condition=([^=]+)(?:=(.+))?$/.exec(expression) ?? [];
    if (type === undefined)
      throw new Error(
        `annotation ${WAIT_FOR}: expected condition=<type> or condition=<type>=<status>, found ${expression}` +
          (expression.startsWith("jsonpath=") ? "; jsonpath needs the official plugin" : ""),
      );
    return { type, status };
  });
}

function expressionsIn(given: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(given));
  } catch {
    return [given];
  }
}

/** How long an operation may wait: as the resource's options say, its annotation, or ten minutes. */
export function timeoutOf(inputs: Plain, optionSeconds: number): number {
  if (optionSeconds > 0) return optionSeconds;
  const annotated = Number(annotation(inputs, TIMEOUT));
  return annotated > 0 ? annotated : DEFAULT_TIMEOUT_SECONDS;
}

/** Conditions that do not hold, in words. */
export function unmet(conditions: readonly Condition[], live: Plain): string[] {
  const found = Conditions.safeParse(live).data?.status.conditions ?? [];
  return conditions.flatMap(({ type, status }) => {
    const condition = found.find((candidate) => candidate.type === type);
    if (condition?.status === status) return [];
    const is =
      condition === undefined ? "no such condition" : `${condition.status}: ${condition.message ?? ""}`;
    return [`condition ${type}: expected ${status}, found ${is}`];
  });
}

/**
 * Looks again and again until there is nothing left to wait for.
 *
 * @param look Says what is waited for still; undefined when it has come.
 * @throws GaveUp with the last of it
 */
export async function wait(
  look: () => Promise<string | undefined>,
  seconds: number,
  cancelled: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const missing = await look();
    if (missing === undefined) return;
    if (cancelled.aborted) throw new GaveUp(`interrupted while waiting; ${missing}`);
    if (performance.now() >= deadline) throw new GaveUp(`waited ${seconds} s in vain; ${missing}`);
    await pause(POLL_MS);
  }
}
