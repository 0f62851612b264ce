// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** One cell of a dashboard: a place on the grid, and the view that is shown there. */
export interface DashboardCellArgs {
  /** Title. Default: empty. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Leftmost column, 0 to 11. */
  readonly x: pulumi.Input<number>;
  /** Topmost row, from 0. The UI moves cells up into empty rows. */
  readonly y: pulumi.Input<number>;
  /** Width in columns, 1 to 12; `x` and `w` together at most 12. */
  readonly w: pulumi.Input<number>;
  /** Height in rows, at least 1. */
  readonly h: pulumi.Input<number>;
  /**
   * The view, as the API spells it: `type` (`xy`, `line-plus-single-stat`, `band`, `single-stat`,
   * `gauge`, `table`, `markdown`, `heatmap`, `histogram`, `scatter`, `mosaic`, `geo`, `check`,
   * `log-viewer`) and what belongs to it, e.g. `queries`. `shape` is `chronograf-v2` and may be left
   * out; `{shape: "empty"}` alone is a cell that shows nothing. Keys that are left out, and such as hold
   * nothing (null, zero, false, empty), are the same to the server.
   */
  readonly properties: pulumi.Input<Readonly<Record<string, pulumi.Input<unknown>>>>;
}

/** One cell of a dashboard: a place on the grid, and the view that is shown there. */
export interface DashboardCell {
  /** Title. Default: empty. */
  readonly name?: string | undefined;
  /** Leftmost column, 0 to 11. */
  readonly x: number;
  /** Topmost row, from 0. The UI moves cells up into empty rows. */
  readonly y: number;
  /** Width in columns, 1 to 12; `x` and `w` together at most 12. */
  readonly w: number;
  /** Height in rows, at least 1. */
  readonly h: number;
  /**
   * The view, as the API spells it: `type` (`xy`, `line-plus-single-stat`, `band`, `single-stat`,
   * `gauge`, `table`, `markdown`, `heatmap`, `histogram`, `scatter`, `mosaic`, `geo`, `check`,
   * `log-viewer`) and what belongs to it, e.g. `queries`. `shape` is `chronograf-v2` and may be left
   * out; `{shape: "empty"}` alone is a cell that shows nothing. Keys that are left out, and such as hold
   * nothing (null, zero, false, empty), are the same to the server.
   */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Inputs of a {@link Dashboard}. */
export interface DashboardArgs {
  /** Name, not blank. Need not be unique. Changed in place. */
  readonly name: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * The cells, all of them: what is not declared is taken away. Their order means nothing, and they must
   * not overlap. Default: none. Changed in place, all at once; a cell keeps its id, and with it links to
   * it, as long as it keeps its name or its place.
   */
  readonly cells?: pulumi.Input<readonly pulumi.Input<DashboardCellArgs>[]> | undefined;
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
 * A dashboard of the UI, with its cells and their views. Made and changed in one request, so that
 * nobody ever sees half of it. Source: InfluxDB v2 API, `/api/v2/dashboards`.
 */
export class Dashboard extends pulumi.CustomResource {
  /** Name, not blank. Need not be unique. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /**
   * The cells, all of them: what is not declared is taken away. Their order means nothing, and they must
   * not overlap. Default: none. Changed in place, all at once; a cell keeps its id, and with it links to
   * it, as long as it keeps its name or its place.
   */
  declare readonly cells: pulumi.Output<readonly DashboardCell[]>;
  /** When it was created, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;
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

  /** Reads an existing Dashboard that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Dashboard {
    return new Dashboard(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: DashboardArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      description: args?.description,
      cells: args?.cells,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Dashboard", name, properties, opts);
  }
}
