// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link OrganizationMembership}. */
export interface OrganizationMembershipArgs {
  /** ID of the user. A change replaces the membership. */
  readonly userId: pulumi.Input<string>;
  /**
   * What the user is in the organization: a `member` reads, an `owner` may do everything. Default:
   * `member`. Changed in place: the server knows no change of roles, so for a moment the user has none.
   */
  readonly role?: pulumi.Input<"member" | "owner"> | undefined;
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
 * The role of a user in an organization, at most one for each user. Tasks run with the role of their
 * user: those of an owner read and write, those of a member only read. The user of the provider's own
 * token keeps its role, and an organization keeps its last owner: removing those is refused. The user
 * who creates an organization is its owner from the start. Source: InfluxDB v2 API,
 * `/api/v2/orgs/{id}/members` and `/owners`.
 */
export class OrganizationMembership extends pulumi.CustomResource {
  /** ID of the user. A change replaces the membership. */
  declare readonly userId: pulumi.Output<string>;
  /**
   * What the user is in the organization: a `member` reads, an `owner` may do everything. Default:
   * `member`. Changed in place: the server knows no change of roles, so for a moment the user has none.
   */
  declare readonly role: pulumi.Output<"member" | "owner">;
  /** Name of the user. */
  declare readonly userName: pulumi.Output<string>;
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

  /** Reads an existing OrganizationMembership that this stack does not manage, by id or readable name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): OrganizationMembership {
    return new OrganizationMembership(name, undefined, { ...opts, id });
  }

  constructor(
    name: string,
    args: OrganizationMembershipArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const properties = {
      userId: args?.userId,
      role: args?.role,
      userName: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:OrganizationMembership", name, properties, opts);
  }
}
