import type { Kind } from "../definition/kind.ts";
import { authorization } from "./authorization.ts";
import { bucket } from "./bucket.ts";
import { dbrp } from "./dbrp.ts";
import { organization } from "./organization.ts";
import { task } from "./task.ts";

/** Every kind of resource, in the order in which they depend on each other. */
export const kinds: readonly Kind[] = [organization, bucket, dbrp, task, authorization];
