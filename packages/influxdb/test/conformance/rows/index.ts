import { authorization } from "./authorization.ts";
import { bucket } from "./bucket.ts";
import { checks } from "./check.ts";
import { dashboard } from "./dashboard.ts";
import { dbrp } from "./dbrp.ts";
import { labelMapping } from "./label-mapping.ts";
import { label } from "./label.ts";
import { legacyAuthorization } from "./legacy-authorization.ts";
import { notificationEndpoints } from "./notification-endpoint.ts";
import { notificationRules } from "./notification-rule.ts";
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
import type { Row } from "./row.ts";

/** One row for each kind, or several where its inputs do not all go together. */
export const rows: readonly Row[] = [
  organization,
  bucket,
  dbrp,
  task,
  authorization,
  telegrafConfig,
  scraper,
  remote,
  replication,
  user,
  organizationMembership,
  secret,
  legacyAuthorization,
  label,
  variable,
  dashboard,
  ...checks,
  ...notificationEndpoints,
  ...notificationRules,
  labelMapping,
];
