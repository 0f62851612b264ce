// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link TelegrafConfig}. */
export interface TelegrafConfigArgs {
  /** Name, not blank; need not be unique. Changed in place. */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * The configuration as telegraf reads it, TOML, kept to the letter. What telegraf knows by a variable
   * of its environment (`${INFLUX_TOKEN}`) need not stand in it; if it holds a credential, give it as a
   * secret. The server checks that it is TOML. Changed in place; telegraf reads it when it starts.
   */
  readonly config: pulumi.Input<string>;
  /**
   * Names of the buckets that it is shown to write to; for show only (`metadata.buckets` in the API).
   * Default: those that the `influxdb_v2` outputs of `config` name, found by the server whenever
   * anything is changed. Changed in place.
   */
  readonly buckets?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
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
 * A telegraf configuration that the server keeps: telegraf takes it with `telegraf --config
 * <URL>/api/v2/telegrafs/<id>`. Source: InfluxDB v2 API, `/api/v2/telegrafs`.
 */
export class TelegrafConfig extends pulumi.CustomResource {
  /** Name, not blank; need not be unique. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /**
   * The configuration as telegraf reads it, TOML, kept to the letter. What telegraf knows by a variable
   * of its environment (`${INFLUX_TOKEN}`) need not stand in it; if it holds a credential, give it as a
   * secret. The server checks that it is TOML. Changed in place; telegraf reads it when it starts.
   */
  declare readonly config: pulumi.Output<string>;
  /**
   * Names of the buckets that it is shown to write to; for show only (`metadata.buckets` in the API).
   * Default: those that the `influxdb_v2` outputs of `config` name, found by the server whenever
   * anything is changed. Changed in place.
   */
  declare readonly buckets: pulumi.Output<readonly string[] | undefined>;
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

  /** Reads an existing TelegrafConfig that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): TelegrafConfig {
    return new TelegrafConfig(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: TelegrafConfigArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      config: args?.config,
      buckets: args?.buckets,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:TelegrafConfig", name, properties, opts);
  }
}
