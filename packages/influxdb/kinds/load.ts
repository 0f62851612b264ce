import type { Kind } from "../definition/kind.ts";

/** Loads one kind: the engine starts a provider several times a run, and most stacks use few of the kinds. */
const loaders: Readonly<Record<string, () => Promise<Kind>>> = {
  Organization: async () => (await import("./organization.ts")).organization,
  User: async () => (await import("./user.ts")).user,
  OrganizationMembership: async () => (await import("./organization-membership.ts")).organizationMembership,
  Secret: async () => (await import("./secret.ts")).secret,
  Bucket: async () => (await import("./bucket.ts")).bucket,
  Dbrp: async () => (await import("./dbrp.ts")).dbrp,
  Task: async () => (await import("./task.ts")).task,
  Authorization: async () => (await import("./authorization.ts")).authorization,
  LegacyAuthorization: async () => (await import("./legacy-authorization.ts")).legacyAuthorization,
  Label: async () => (await import("./label.ts")).label,
  Variable: async () => (await import("./variable.ts")).variable,
  TelegrafConfig: async () => (await import("./telegraf-config.ts")).telegrafConfig,
  Scraper: async () => (await import("./scraper.ts")).scraper,
  Remote: async () => (await import("./remote.ts")).remote,
  Replication: async () => (await import("./replication.ts")).replication,
  Dashboard: async () => (await import("./dashboard.ts")).dashboard,
  Check: async () => (await import("./check.ts")).check,
  NotificationEndpoint: async () => (await import("./notification-endpoint.ts")).notificationEndpoint,
  NotificationRule: async () => (await import("./notification-rule.ts")).notificationRule,
  LabelMapping: async () => (await import("./label-mapping.ts")).labelMapping,
};

/** Names of the kinds that can be loaded. */
export const loadableKinds: readonly string[] = Object.keys(loaders);

const PREFIX = "influxdb:index:";

const loaded = new Map<string, Promise<Kind>>();

/** The kind of a resource type, e.g. `influxdb:index:Bucket`. */
export async function loadKind(type: string): Promise<Kind> {
  const known = loaded.get(type);
  if (known !== undefined) return known;
  const name = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : "";
  const kind = Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
  if (kind !== undefined) {
    loaded.set(type, kind);
    return kind;
  }
  throw new Error(`"${type}" is no type of this provider; there is ${loadableKinds.join(", ")}`);
}
