// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Remote}. */
export interface RemoteArgs {
  /** Name, not blank, unique in the organization. Changed in place. */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** URL of the other server, `http` or `https`, as this server reaches it. Changed in place. */
  readonly remoteUrl: pulumi.Input<string>;
  /**
   * API token of the other server that may write to the buckets there (`remoteAPIToken` in the API). The
   * server never shows it: a value that a person changed is not seen, and an imported remote has none
   * until it is declared. Changed in place.
   */
  readonly remoteToken: pulumi.Input<string>;
  /**
   * ID of the organization on the other server (16 hexadecimal digits). InfluxDB 2 refuses what is
   * replicated without one. Default: none; one that was given stays when it is no longer declared,
   * because the API cannot take it away. Changed in place.
   */
  readonly remoteOrgId?: pulumi.Input<string> | undefined;
  /** Whether the other server's TLS certificate is taken unchecked. Default: false. Changed in place. */
  readonly allowInsecureTls?: pulumi.Input<boolean> | undefined;
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
 * Another InfluxDB server that buckets are replicated to. The server does not try whether it answers.
 * It cannot be deleted while a replication uses it. Source: InfluxDB v2 API, `/api/v2/remotes`.
 */
export class Remote extends pulumi.CustomResource {
  /** Name, not blank, unique in the organization. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** URL of the other server, `http` or `https`, as this server reaches it. Changed in place. */
  declare readonly remoteUrl: pulumi.Output<string>;
  /**
   * API token of the other server that may write to the buckets there (`remoteAPIToken` in the API). The
   * server never shows it: a value that a person changed is not seen, and an imported remote has none
   * until it is declared. Changed in place.
   */
  declare readonly remoteToken: pulumi.Output<string | undefined>;
  /**
   * ID of the organization on the other server (16 hexadecimal digits). InfluxDB 2 refuses what is
   * replicated without one. Default: none; one that was given stays when it is no longer declared,
   * because the API cannot take it away. Changed in place.
   */
  declare readonly remoteOrgId: pulumi.Output<string | undefined>;
  /** Whether the other server's TLS certificate is taken unchecked. Default: false. Changed in place. */
  declare readonly allowInsecureTls: pulumi.Output<boolean>;
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

  /** Reads an existing Remote that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Remote {
    return new Remote(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: RemoteArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      remoteUrl: args?.remoteUrl,
      remoteToken: args?.remoteToken === undefined ? undefined : pulumi.secret(args.remoteToken),
      remoteOrgId: args?.remoteOrgId,
      allowInsecureTls: args?.allowInsecureTls,
      org: args?.org,
      orgId: args?.orgId,
    };
    super(
      "influxdb:index:Remote",
      name,
      properties,
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["remoteToken"] }),
    );
  }
}
