// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** One right of a token. */
export interface PermissionArgs {
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
export interface Permission {
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

/** A token that another took the place of. */
export interface ReplacedTokenArgs {
  /** ID of the token. */
  readonly id: pulumi.Input<string>;
  /** When it is to be deleted, RFC 3339. */
  readonly validUntil: pulumi.Input<string>;
}

/** A token that another took the place of. */
export interface ReplacedToken {
  /** ID of the token. */
  readonly id: string;
  /** When it is to be deleted, RFC 3339. */
  readonly validUntil: string;
}

/** Inputs of a {@link Authorization}. */
export interface AuthorizationArgs {
  /**
   * What the token may do, at least one right. A set: neither order nor repetition matters. The server
   * cannot change the rights of a token, so a change replaces it, and its value with it.
   */
  readonly permissions: pulumi.Input<readonly pulumi.Input<PermissionArgs>[]>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Whether the token is accepted. Default: `active`. Changed in place. */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
  /**
   * ID of the user it belongs to. Default: the user of the provider's token. A change replaces the
   * token.
   */
  readonly userId?: pulumi.Input<string> | undefined;
  /**
   * Any texts whose change asks for a new value, e.g. a date: a change replaces the token, the new one
   * is made before the old one goes, and whoever takes the value from this resource gets the new one.
   * The server never hears of it. Default: none.
   */
  readonly keepers?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /**
   * How long a token that this one replaces stays valid, in seconds, for those who take the new value
   * later; up to 31622400 (366 days). The description of the old one says so on the server; the first
   * update that finds its time over deletes it. When the resource is taken away, the token and all that
   * it replaced are deleted at once. With the resource option `deleteBeforeReplace` there is no grace:
   * the old token is deleted before there is a new one. Changed in place. Default: 0, the old one and
   * all before it are deleted in the same update.
   */
  readonly graceSeconds?: pulumi.Input<number> | undefined;
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
 * An API token. The server shows its value once, when it is made, and keeps only a hash (InfluxDB 2.7
 * keeps the value itself): the value lives on in the stack's state, encrypted. Source: InfluxDB v2
 * API, `/api/v2/authorizations`.
 */
export class Authorization extends pulumi.CustomResource {
  /**
   * What the token may do, at least one right. A set: neither order nor repetition matters. The server
   * cannot change the rights of a token, so a change replaces it, and its value with it.
   */
  declare readonly permissions: pulumi.Output<readonly Permission[]>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** Whether the token is accepted. Default: `active`. Changed in place. */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /**
   * ID of the user it belongs to. Default: the user of the provider's token. A change replaces the
   * token.
   */
  declare readonly userId: pulumi.Output<string | undefined>;
  /**
   * Any texts whose change asks for a new value, e.g. a date: a change replaces the token, the new one
   * is made before the old one goes, and whoever takes the value from this resource gets the new one.
   * The server never hears of it. Default: none.
   */
  declare readonly keepers: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  /**
   * How long a token that this one replaces stays valid, in seconds, for those who take the new value
   * later; up to 31622400 (366 days). The description of the old one says so on the server; the first
   * update that finds its time over deletes it. When the resource is taken away, the token and all that
   * it replaced are deleted at once. With the resource option `deleteBeforeReplace` there is no grace:
   * the old token is deleted before there is a new one. Changed in place. Default: 0, the old one and
   * all before it are deleted in the same update.
   */
  declare readonly graceSeconds: pulumi.Output<number>;
  /**
   * Earlier tokens of this resource whose grace lasts, or is over and which the next update deletes.
   * Known after a refresh.
   */
  declare readonly replacedTokens: pulumi.Output<readonly ReplacedToken[]>;
  /**
   * The value of the token. Empty when the token was imported from a server that keeps only hashes and
   * cannot return it; a change of `keepers` gives a new one.
   */
  declare readonly token: pulumi.Output<string>;
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

  /** Reads an existing Authorization that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Authorization {
    return new Authorization(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: AuthorizationArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      permissions: args?.permissions,
      description: args?.description,
      status: args?.status,
      userId: args?.userId,
      keepers: args?.keepers,
      graceSeconds: args?.graceSeconds,
      replacedTokens: undefined,
      token: undefined,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super(
      "influxdb:index:Authorization",
      name,
      properties,
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["token"] }),
    );
  }
}
