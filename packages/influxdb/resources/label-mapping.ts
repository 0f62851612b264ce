// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link LabelMapping}. */
export interface LabelMappingArgs {
  /** ID of the label. A change replaces the mapping. */
  readonly labelId: pulumi.Input<string>;
  /**
   * Type of the object that bears the label, as the API spells it, e.g. `buckets` or
   * `notificationRules`. A change replaces the mapping.
   */
  readonly resourceType: pulumi.Input<
    | "buckets"
    | "checks"
    | "dashboards"
    | "notificationEndpoints"
    | "notificationRules"
    | "scrapers"
    | "tasks"
    | "telegrafs"
    | "variables"
  >;
  /**
   * ID of the object that bears the label; it must be in the same organization. A change replaces the
   * mapping.
   */
  readonly resourceId: pulumi.Input<string>;
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

/** A label on an object. Source: InfluxDB v2 API, `/api/v2/{type}/{id}/labels`. */
export class LabelMapping extends pulumi.CustomResource {
  /** ID of the label. A change replaces the mapping. */
  declare readonly labelId: pulumi.Output<string>;
  /**
   * Type of the object that bears the label, as the API spells it, e.g. `buckets` or
   * `notificationRules`. A change replaces the mapping.
   */
  declare readonly resourceType: pulumi.Output<
    | "buckets"
    | "checks"
    | "dashboards"
    | "notificationEndpoints"
    | "notificationRules"
    | "scrapers"
    | "tasks"
    | "telegrafs"
    | "variables"
  >;
  /**
   * ID of the object that bears the label; it must be in the same organization. A change replaces the
   * mapping.
   */
  declare readonly resourceId: pulumi.Output<string>;
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

  /** Reads an existing LabelMapping that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): LabelMapping {
    return new LabelMapping(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: LabelMappingArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      labelId: args?.labelId,
      resourceType: args?.resourceType,
      resourceId: args?.resourceId,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:LabelMapping", name, properties, opts);
  }
}
