// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link Task}. */
export interface TaskArgs {
  /**
   * The script, kept to the letter. Must hold one `option task` with a literal name and either `every`
   * or `cron`. The server checks the syntax only. Changed in place.
   */
  readonly flux: pulumi.Input<string>;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Whether its schedule runs. Default: `active`. Changed in place. */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
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
 * A Flux script that the server runs on a schedule. Name and schedule stand in the script's `option
 * task`. It runs with the organization role of the user whose token created it: as an owner it may
 * write, as a member only read, and revoking the token does not stop it. Runs that were missed are not
 * caught up. Source: InfluxDB v2 API, `/api/v2/tasks`.
 */
export class Task extends pulumi.CustomResource {
  /**
   * The script, kept to the letter. Must hold one `option task` with a literal name and either `every`
   * or `cron`. The server checks the syntax only. Changed in place.
   */
  declare readonly flux: pulumi.Output<string>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** Whether its schedule runs. Default: `active`. Changed in place. */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /** Name, from the script. Need not be unique. */
  declare readonly name: pulumi.Output<string | undefined>;
  /** Interval, from the script, e.g. `5m`. */
  declare readonly every: pulumi.Output<string | undefined>;
  /** Cron schedule, from the script. */
  declare readonly cron: pulumi.Output<string | undefined>;
  /** Delay after each tick, from the script, as the server spells it. */
  declare readonly offset: pulumi.Output<string | undefined>;
  /** ID of the user whose role it runs with. */
  declare readonly ownerId: pulumi.Output<string>;
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

  /** Reads an existing Task that this stack does not manage, by id or readable name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Task {
    return new Task(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: TaskArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      flux: args?.flux,
      description: args?.description,
      status: args?.status,
      name: undefined,
      every: undefined,
      cron: undefined,
      offset: undefined,
      ownerId: undefined,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:Task", name, properties, opts);
  }
}
