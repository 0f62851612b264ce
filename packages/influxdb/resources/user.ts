// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link User}. */
export interface UserArgs {
  /** Name, unique on the server; upper case and outer blanks count. Changed in place. */
  readonly name: pulumi.Input<string>;
  /**
   * Whether its tokens are accepted. An inactive user can still sign in with a password, and its tasks
   * still run. Default: `active`. Changed in place.
   */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
  /**
   * Password to sign in with, 8 to 72 bytes in UTF-8. The server never tells it, so one that was set by
   * hand shows no difference. Default: none is set, and one that is there stays. Changed in place.
   */
  readonly password?: pulumi.Input<string> | undefined;
}

/**
 * A user of the server. It has no rights until an `OrganizationMembership` gives it a role. Deleting
 * it breaks what is its own: its tasks fail from then on (they run with its role, and a task cannot
 * change hands), and its tokens and `LegacyAuthorization`s admit nobody and are shown to nobody; so
 * these should be declared with its `id`, and go first. The user of the provider's own token is
 * neither deleted nor made inactive. Source: InfluxDB v2 API, `/api/v2/users`.
 */
export class User extends pulumi.CustomResource {
  /** Name, unique on the server; upper case and outer blanks count. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /**
   * Whether its tokens are accepted. An inactive user can still sign in with a password, and its tasks
   * still run. Default: `active`. Changed in place.
   */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /**
   * Password to sign in with, 8 to 72 bytes in UTF-8. The server never tells it, so one that was set by
   * hand shows no difference. Default: none is set, and one that is there stays. Changed in place.
   */
  declare readonly password: pulumi.Output<string | undefined>;

  /** Reads an existing User that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): User {
    return new User(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: UserArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      status: args?.status,
      password: args?.password === undefined ? undefined : pulumi.secret(args.password),
    };
    super(
      "influxdb:index:User",
      name,
      properties,
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["password"] }),
    );
  }
}
