import * as influxdb from "@pulumi/influxdb";
import * as pulumi from "@pulumi/pulumi";
import { isOfInfluxDB } from "../model/buckets.ts";
import type { TaskSpec } from "../model/types.ts";
import type { Buckets } from "./buckets.ts";
import type { Secrets } from "./secrets.ts";

export interface TasksArgs {
  /** Tasks to declare, each with its compiled script. */
  readonly tasks: readonly (TaskSpec & { readonly flux: string })[];
  /** Where the buckets that they read and write are declared. */
  readonly buckets: Buckets;
  /** The secrets that they ask for: a run that finds none fails. */
  readonly secrets: Secrets;
}

/**
 * The tasks of a stack. A task is made after the secrets and buckets it touches, and goes before them. What InfluxDB
 * makes and keeps itself is none of these.
 */
export class Tasks extends pulumi.ComponentResource {
  constructor(name: string, args: TasksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Tasks", name, {}, opts);
    for (const { name: task, flux, description, status, reads, writes } of args.tasks) {
      const touched = [...new Set([...reads, ...writes])].filter((bucket) => !isOfInfluxDB(bucket));
      const dependsOn = [args.secrets, ...touched.map((bucket) => args.buckets.get(bucket))];
      new influxdb.Task(`${name}-${task}`, { flux, description, status }, { parent: this, dependsOn });
    }
    this.registerOutputs({});
  }
}
