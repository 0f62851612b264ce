// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Secret}. */
export interface SecretArgs {
  /** Name, unique in the organization; not empty. A change replaces the secret. */
  readonly key: pulumi.Input<string>;
  /**
   * The value; not empty, because to Flux an empty secret is not there. Where the provider's token may
   * not run queries the value is not read, and a change by hand shows no difference. Changed in place.
   */
  readonly value: pulumi.Input<string>;
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
 * A secret of an organization, which Flux reads with `secrets.get`. The provider reads it in the same
 * way, so a value that was changed by hand shows as a difference, and an import brings the value.
 * Credentials of notification endpoints are secrets too, named by the server; those belong to their
 * endpoints. Source: InfluxDB v2 API, `/api/v2/orgs/{id}/secrets`.
 */
export class Secret extends pulumi.CustomResource {
  /** Name, unique in the organization; not empty. A change replaces the secret. */
  declare readonly key: pulumi.Output<string>;
  /**
   * The value; not empty, because to Flux an empty secret is not there. Where the provider's token may
   * not run queries the value is not read, and a change by hand shows no difference. Changed in place.
   */
  declare readonly value: pulumi.Output<string | undefined>;
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

  /** Reads an existing Secret that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Secret {
    return new Secret(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: SecretArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      key: args?.key,
      value: args?.value === undefined ? undefined : pulumi.secret(args.value),
      org: args?.org,
      orgId: args?.orgId,
    };
    super(
      "influxdb:index:Secret",
      name,
      properties,
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["value"] }),
    );
  }
}
