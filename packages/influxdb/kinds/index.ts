import type { Kind } from "../definition/kind.ts";
import { authorization } from "./authorization.ts";
import { bucket } from "./bucket.ts";
import { check } from "./check.ts";
import { dashboard } from "./dashboard.ts";
import { dbrp } from "./dbrp.ts";
import { labelMapping } from "./label-mapping.ts";
import { label } from "./label.ts";
import { legacyAuthorization } from "./legacy-authorization.ts";
import { notificationEndpoint } from "./notification-endpoint.ts";
import { notificationRule } from "./notification-rule.ts";
import { organizationMembership } from "./organization-membership.ts";
import { organization } from "./organization.ts";
import { remote } from "./remote.ts";
import { replication } from "./replication.ts";
import { scraper } from "./scraper.ts";
import { secret } from "./secret.ts";
import { task } from "./task.ts";
import { telegrafConfig } from "./telegraf-config.ts";
import { user } from "./user.ts";
import { variable } from "./variable.ts";

/** Every kind of resource, in the order in which they depend on each other. */
export const kinds: readonly Kind[] = [
  organization,
  user,
  organizationMembership,
  secret,
  bucket,
  dbrp,
  task,
  authorization,
  legacyAuthorization,
  label,
  variable,
  telegrafConfig,
  scraper,
  remote,
  replication,
  dashboard,
  check,
  notificationEndpoint,
  notificationRule,
  labelMapping,
];

/** The kind of a resource type, e.g. `influxdb:index:Bucket`. */
export function kindOfType(type: string): Kind {
  const kind = kinds.find(({ name }) => type === `influxdb:index:${name}`);
  if (kind !== undefined) return kind;
  throw new Error(
    `"${type}" is no type of this provider; there is ${kinds.map(({ name }) => name).join(", ")}`,
  );
}
