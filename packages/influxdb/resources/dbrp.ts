// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Dbrp}. */
export interface DbrpArgs {
  /** Database name, of printable characters without `/` and `\`. A change replaces the mapping. */
  readonly database: pulumi.Input<string>;
  /**
   * Retention policy name, of printable characters without `/` and `\`; unique within the database.
   * Changed in place.
   */
  readonly retentionPolicy: pulumi.Input<string>;
  /** ID of the bucket it leads to. A change replaces the mapping. */
  readonly bucketId: pulumi.Input<string>;
  /**
   * Whether it answers for clients that name no retention policy. Each database has exactly one default:
   * declaring a second one takes it from the first, and the only mapping of a database is its default
   * whatever is declared. Default: true. Changed in place.
   */
  readonly default?: pulumi.Input<boolean> | undefined;
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
 * A mapping of an InfluxDB 1 database and retention policy to a bucket, for clients that speak
 * InfluxDB 1. The mappings that the server makes up by itself (virtual ones) are not resources.
 * Source: InfluxDB v2 API, `/api/v2/dbrps`.
 */
export class Dbrp extends pulumi.CustomResource {
  /** Database name, of printable characters without `/` and `\`. A change replaces the mapping. */
  declare readonly database: pulumi.Output<string>;
  /**
   * Retention policy name, of printable characters without `/` and `\`; unique within the database.
   * Changed in place.
   */
  declare readonly retentionPolicy: pulumi.Output<string>;
  /** ID of the bucket it leads to. A change replaces the mapping. */
  declare readonly bucketId: pulumi.Output<string>;
  /**
   * Whether it answers for clients that name no retention policy. Each database has exactly one default:
   * declaring a second one takes it from the first, and the only mapping of a database is its default
   * whatever is declared. Default: true. Changed in place.
   */
  declare readonly default: pulumi.Output<boolean>;
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

  /** Reads an existing Dbrp that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Dbrp {
    return new Dbrp(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: DbrpArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      database: args?.database,
      retentionPolicy: args?.retentionPolicy,
      bucketId: args?.bucketId,
      default: args?.default,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Dbrp", name, properties, opts);
  }
}
