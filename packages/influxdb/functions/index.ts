import type { FunctionDefinition } from "../definition/function.ts";
import { bucket } from "../kinds/bucket.ts";
import { dbrp } from "../kinds/dbrp.ts";
import { organization } from "../kinds/organization.ts";
import { task } from "../kinds/task.ts";
import { getAll, getOne } from "./objects.ts";
import { getHealth, query } from "./server.ts";

/** Every function of the package. */
export const functions: readonly FunctionDefinition[] = [
  getOne(organization),
  getOne(bucket),
  getAll(bucket),
  getOne(task),
  getAll(task),
  getAll(dbrp),
  getHealth,
  query,
];

/** The function of a token, e.g. `influxdb:index:getBucket`. */
export function functionOfToken(token: string): FunctionDefinition {
  const found = functions.find(({ name }) => token === `influxdb:index:${name}`);
  if (found !== undefined) return found;
  throw new Error(
    `"${token}" is no function of this provider; there is ${functions.map(({ name }) => name).join(", ")}`,
  );
}
