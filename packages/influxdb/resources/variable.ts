// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Where the values of a variable come from: exactly one of `values`, `map` and `query`. */
export interface VariableArgumentsArgs {
  /** The values, in the order in which they are offered. */
  readonly values?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** The values by the names under which they are offered. The server keeps no order. */
  readonly map?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /** A query, whose column `_value` holds the values. */
  readonly query?: pulumi.Input<string> | undefined;
  /** Language of `query`, e.g. `influxql`. Only beside `query`. Default: `flux`. */
  readonly language?: pulumi.Input<string> | undefined;
}

/** Where the values of a variable come from: exactly one of `values`, `map` and `query`. */
export interface VariableArguments {
  /** The values, in the order in which they are offered. */
  readonly values?: readonly string[] | undefined;
  /** The values by the names under which they are offered. The server keeps no order. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** A query, whose column `_value` holds the values. */
  readonly query?: string | undefined;
  /** Language of `query`, e.g. `influxql`. Only beside `query`. Default: `flux`. */
  readonly language?: string | undefined;
}

/** Inputs of a {@link Variable}. */
export interface VariableArgs {
  /**
   * Name, unique in the organization without regard to upper case. Starts with a letter from a to z or
   * `_`, and is no reserved word of Flux. Changed in place.
   */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Where its values come from: exactly one of `values`, `map` and `query`. Changed in place. */
  readonly arguments: pulumi.Input<VariableArgumentsArgs>;
  /**
   * What is selected at first: values, or names of a map. The server does not hold them against the
   * values. Default: none. Changed in place.
   */
  readonly selected?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
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
 * A variable of dashboards: queries write it as `v.<name>`, and whoever looks at a dashboard chooses
 * its value. Source: InfluxDB v2 API, `/api/v2/variables`.
 */
export class Variable extends pulumi.CustomResource {
  /**
   * Name, unique in the organization without regard to upper case. Starts with a letter from a to z or
   * `_`, and is no reserved word of Flux. Changed in place.
   */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** Where its values come from: exactly one of `values`, `map` and `query`. Changed in place. */
  declare readonly arguments: pulumi.Output<VariableArguments>;
  /**
   * What is selected at first: values, or names of a map. The server does not hold them against the
   * values. Default: none. Changed in place.
   */
  declare readonly selected: pulumi.Output<readonly string[]>;
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

  /** Reads an existing Variable that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Variable {
    return new Variable(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: VariableArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      arguments: args?.arguments,
      selected: args?.selected,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Variable", name, properties, opts);
  }
}
