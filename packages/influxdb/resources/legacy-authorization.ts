// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** One right of a token. */
export interface LegacyPermissionArgs {
  /** What it allows. */
  readonly action: pulumi.Input<"read" | "write">;
  /**
   * Type of the objects it is about, as the API spells them, e.g. `buckets`. Calls on DBRP mappings
   * check rights on `buckets`.
   */
  readonly resourceType: pulumi.Input<
    | "annotations"
    | "authorizations"
    | "buckets"
    | "checks"
    | "dashboards"
    | "dbrp"
    | "documents"
    | "instance"
    | "labels"
    | "notebooks"
    | "notificationEndpoints"
    | "notificationRules"
    | "orgs"
    | "remotes"
    | "replications"
    | "scrapers"
    | "secrets"
    | "sources"
    | "tasks"
    | "telegrafs"
    | "users"
    | "variables"
    | "views"
  >;
  /** ID of the one object it is about. Default: every object of the type in the organization. */
  readonly resourceId?: pulumi.Input<string> | undefined;
  /** Reach every organization of the server instead of the token's own. Default: false. */
  readonly allOrganizations?: pulumi.Input<boolean> | undefined;
}

/** One right of a token. */
export interface LegacyPermission {
  /** What it allows. */
  readonly action: "read" | "write";
  /**
   * Type of the objects it is about, as the API spells them, e.g. `buckets`. Calls on DBRP mappings
   * check rights on `buckets`.
   */
  readonly resourceType:
    | "annotations"
    | "authorizations"
    | "buckets"
    | "checks"
    | "dashboards"
    | "dbrp"
    | "documents"
    | "instance"
    | "labels"
    | "notebooks"
    | "notificationEndpoints"
    | "notificationRules"
    | "orgs"
    | "remotes"
    | "replications"
    | "scrapers"
    | "secrets"
    | "sources"
    | "tasks"
    | "telegrafs"
    | "users"
    | "variables"
    | "views";
  /** ID of the one object it is about. Default: every object of the type in the organization. */
  readonly resourceId?: string | undefined;
  /** Reach every organization of the server instead of the token's own. Default: false. */
  readonly allOrganizations?: boolean | undefined;
}

/** Inputs of a {@link LegacyAuthorization}. */
export interface LegacyAuthorizationArgs {
  /** Name to log in with, unique on the whole server. A change replaces it. */
  readonly username: pulumi.Input<string>;
  /**
   * Password to log in with, 8 to 72 bytes in UTF-8. The server never tells it, so one that was set by
   * hand shows no difference. Default: none is set, and one that is there stays; without one nobody can
   * log in. Changed in place.
   */
  readonly password?: pulumi.Input<string> | undefined;
  /**
   * What it may do, at least one right. A set: neither order nor repetition matters. The server cannot
   * change rights, so a change replaces it.
   */
  readonly permissions: pulumi.Input<readonly pulumi.Input<LegacyPermissionArgs>[]>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Whether it is accepted. Default: `active`. Changed in place. */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
  /**
   * ID of the user it belongs to: without that user it admits nobody. Default: the user of the
   * provider's token. A change replaces it.
   */
  readonly userId?: pulumi.Input<string> | undefined;
  /**
   * Name of the organization it belongs to. Default: the provider's `org`. A change replaces the
   * resource, but for a new name of the same organization, where that is declared with the same
   * provider; `orgId` is the safe way. Not used when `orgId` is given.
   */
  readonly org?: pulumi.Input<string> | undefined;
  /**
   * ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change
   * replaces the resource.
   */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/**
 * A name and password for clients that speak InfluxDB 1, good for its `/query` and `/write` only. Not
 * part of the documented API: the `influx v1 auth` command uses the same calls. Source: InfluxDB 2.9,
 * `/private/legacy/authorizations`.
 */
export class LegacyAuthorization extends pulumi.CustomResource {
  /** Name to log in with, unique on the whole server. A change replaces it. */
  declare readonly username: pulumi.Output<string>;
  /**
   * Password to log in with, 8 to 72 bytes in UTF-8. The server never tells it, so one that was set by
   * hand shows no difference. Default: none is set, and one that is there stays; without one nobody can
   * log in. Changed in place.
   */
  declare readonly password: pulumi.Output<string | undefined>;
  /**
   * What it may do, at least one right. A set: neither order nor repetition matters. The server cannot
   * change rights, so a change replaces it.
   */
  declare readonly permissions: pulumi.Output<readonly LegacyPermission[]>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** Whether it is accepted. Default: `active`. Changed in place. */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /**
   * ID of the user it belongs to: without that user it admits nobody. Default: the user of the
   * provider's token. A change replaces it.
   */
  declare readonly userId: pulumi.Output<string | undefined>;
  /** When it was created, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;
  /**
   * Name of the organization it belongs to. Default: the provider's `org`. A change replaces the
   * resource, but for a new name of the same organization, where that is declared with the same
   * provider; `orgId` is the safe way. Not used when `orgId` is given.
   */
  declare readonly org: pulumi.Output<string | undefined>;
  /**
   * ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change
   * replaces the resource.
   */
  declare readonly orgId: pulumi.Output<string>;

  /** Reads an existing LegacyAuthorization that this stack does not manage, by id or readable name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): LegacyAuthorization {
    return new LegacyAuthorization(name, undefined, { ...opts, id });
  }

  constructor(
    name: string,
    args: LegacyAuthorizationArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const properties = {
      username: args?.username,
      password: args?.password === undefined ? undefined : pulumi.secret(args.password),
      permissions: args?.permissions,
      description: args?.description,
      status: args?.status,
      userId: args?.userId,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super(
      "influxdb:index:LegacyAuthorization",
      name,
      properties,
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["password"] }),
    );
  }
}
