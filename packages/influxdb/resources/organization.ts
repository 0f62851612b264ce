// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Organization}. */
export interface OrganizationArgs {
  /** Name, unique on the server without regard to outer blanks. Changed in place. */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * Whether it may be deleted while one of its buckets holds points. Refused otherwise. Counts as it
   * stood when the deletion is made: bring this up first. Changed in place, without a word to the
   * server. Default: false.
   */
  readonly allowDataLoss?: pulumi.Input<boolean> | undefined;
}

/**
 * An organization of InfluxDB: it owns buckets, tasks, tokens and everything else. Creating one also
 * makes its system buckets `_tasks` and `_monitoring`. Deleting one deletes its buckets with all their
 * data, its tasks and its tokens. Source: InfluxDB v2 API, `/api/v2/orgs`.
 */
export class Organization extends pulumi.CustomResource {
  /** Name, unique on the server without regard to outer blanks. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /**
   * Whether it may be deleted while one of its buckets holds points. Refused otherwise. Counts as it
   * stood when the deletion is made: bring this up first. Changed in place, without a word to the
   * server. Default: false.
   */
  declare readonly allowDataLoss: pulumi.Output<boolean>;
  /** When it was created, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;

  /** Reads an existing Organization that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Organization {
    return new Organization(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: OrganizationArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      allowDataLoss: args?.allowDataLoss,
      createdAt: undefined,
    };
    super("influxdb:index:Organization", name, properties, opts);
  }
}
