import { z } from "zod";
import type { Api } from "../client/api.ts";
import type { Fault } from "../definition/checks.ts";
import { PartialFailure, type Found } from "../definition/kind.ts";
import type { Values } from "../definition/values.ts";

/** Passwords of users, and of users of InfluxDB 1: they can be set, and never be read. */

const SHORTEST = 8;
const LONGEST = 72;

export function passwordFaults({ password }: Values): Fault[] {
  if (typeof password !== "string") return [];
  const length = Buffer.byteLength(password);
  if (length >= SHORTEST && length <= LONGEST) return [];
  const reason = `expected ${SHORTEST} to ${LONGEST} bytes in UTF-8, found ${length} bytes (a secret, not shown)`;
  return [{ property: "password", reason }];
}

/** Sets the password of what was made or changed before, if one is declared. */
export async function withPassword(
  api: Api,
  path: string,
  password: string | undefined,
  found: Found,
): Promise<Found> {
  if (password === undefined) return found;
  try {
    await api.send(z.undefined(), "POST", `${path}/password`, { password }, {}, "sets");
    return found;
  } catch (error) {
    throw new PartialFailure(found, error);
  }
}
