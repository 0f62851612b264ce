// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Label}. */
export interface LabelArgs {
  /**
   * Name, without outer blanks; unique in the organization without regard to upper case. Changed in
   * place.
   */
  readonly name: pulumi.Input<string>;
  /**
   * Texts by name, none of them empty. By convention `color` is a colour such as `#ffb3b3` and
   * `description` says what the label means; the server's own interface shows both. Default: none.
   * Changed in place: what is not declared is removed.
   */
  readonly properties?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
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
 * A label, to sort buckets, tasks, dashboards and other objects by; a `LabelMapping` puts it on one.
 * Deleting it takes it off everything. Source: InfluxDB v2 API, `/api/v2/labels`.
 */
export class Label extends pulumi.CustomResource {
  /**
   * Name, without outer blanks; unique in the organization without regard to upper case. Changed in
   * place.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * Texts by name, none of them empty. By convention `color` is a colour such as `#ffb3b3` and
   * `description` says what the label means; the server's own interface shows both. Default: none.
   * Changed in place: what is not declared is removed.
   */
  declare readonly properties: pulumi.Output<Readonly<Record<string, string>>>;
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

  /** Reads an existing Label that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Label {
    return new Label(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: LabelArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = { name: args?.name, properties: args?.properties, org: args?.org, orgId: args?.orgId };
    super("influxdb:index:Label", name, properties, opts);
  }
}
