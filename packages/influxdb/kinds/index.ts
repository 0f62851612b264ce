import type { Kind } from "../definition/kind.ts";
import { authorization } from "./authorization.ts";
import { bucket } from "./bucket.ts";
import { dbrp } from "./dbrp.ts";
import { organization } from "./organization.ts";
import { task } from "./task.ts";

/** Every kind of resource, in the order in which they depend on each other. */
export const kinds: readonly Kind[] = [organization, bucket, dbrp, task, authorization];

/** The kind of a resource type, e.g. `influxdb:index:Bucket`. */
export function kindOfType(type: string): Kind {
  const kind = kinds.find(({ name }) => type === `influxdb:index:${name}`);
  if (kind !== undefined) return kind;
  throw new Error(
    `"${type}" is no type of this provider; there is ${kinds.map(({ name }) => name).join(", ")}`,
  );
}
