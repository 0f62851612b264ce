// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Scraper}. */
export interface ScraperArgs {
  /** Name, not blank; need not be unique. Changed in place. */
  readonly name: pulumi.Input<string>;
  /**
   * What the target speaks. Default: `prometheus`, the only one there is. Changed in place, where a
   * person changed it.
   */
  readonly type?: pulumi.Input<"prometheus"> | undefined;
  /** URL of the target's metrics, `http` or `https`, as the server reaches it. Changed in place. */
  readonly url: pulumi.Input<string>;
  /** ID of the bucket that the metrics are written to (16 hexadecimal digits). Changed in place. */
  readonly bucketId: pulumi.Input<string>;
  /** Whether the target's TLS certificate is taken unchecked. Default: false. Changed in place. */
  readonly allowInsecure?: pulumi.Input<boolean> | undefined;
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
 * A target whose metrics the server fetches every ten seconds and writes to a bucket. It keeps no
 * watch on the bucket: after that is deleted the metrics are lost. Source: InfluxDB v2 API,
 * `/api/v2/scrapers`.
 */
export class Scraper extends pulumi.CustomResource {
  /** Name, not blank; need not be unique. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /**
   * What the target speaks. Default: `prometheus`, the only one there is. Changed in place, where a
   * person changed it.
   */
  declare readonly type: pulumi.Output<"prometheus">;
  /** URL of the target's metrics, `http` or `https`, as the server reaches it. Changed in place. */
  declare readonly url: pulumi.Output<string>;
  /** ID of the bucket that the metrics are written to (16 hexadecimal digits). Changed in place. */
  declare readonly bucketId: pulumi.Output<string>;
  /** Whether the target's TLS certificate is taken unchecked. Default: false. Changed in place. */
  declare readonly allowInsecure: pulumi.Output<boolean>;
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

  /** Reads an existing Scraper that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Scraper {
    return new Scraper(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: ScraperArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      type: args?.type,
      url: args?.url,
      bucketId: args?.bucketId,
      allowInsecure: args?.allowInsecure,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Scraper", name, properties, opts);
  }
}
