/** Every task of a stack: those of the alerts, of their delivery, and of downsampling. */
import { alerts } from "./alerts/catalogue.ts";
import { deliveryTasks, heartbeatTasks } from "./alerts/delivery.ts";
import { type AbsentAlert, alertTasks } from "./alerts/instances.ts";
import { downsamplingTasks } from "./downsampling.ts";
import type { ModelSettings } from "./settings.ts";
import type { Application, BucketSpec, TaskSpec } from "./types.ts";

/** What {@link tasksOf} needs of the settings. */
export type TasksSettings = Pick<ModelSettings, "tasks" | "alerts" | "downsampling" | "layout">;

/** Every task, and the alerts that cannot be. */
export function tasksOf(
  applications: readonly Application[],
  buckets: readonly BucketSpec[],
  settings: TasksSettings,
): { readonly tasks: readonly TaskSpec[]; readonly absent: readonly AbsentAlert[] } {
  const { tasks, absent } = alertTasks(alerts, applications, buckets, settings);
  return {
    tasks: [
      ...tasks,
      ...deliveryTasks(alerts, buckets, settings),
      ...heartbeatTasks(settings),
      ...downsamplingTasks(settings.downsampling),
    ],
    absent,
  };
}

/** What the stack file may change: the alerts, and the tasks that serve them all. */
export function taskIdsOf({ alerts: { channels, heartbeat } }: TasksSettings): readonly string[] {
  return [
    ...alerts.map(({ id }) => id),
    ...channels.map(({ name }) => `deliver/${name}`),
    ...(heartbeat === undefined ? [] : ["heartbeat"]),
  ];
}
