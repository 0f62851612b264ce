/** What a stack file says of tasks. */
import { z } from "zod";
import type { TaskOverride, TaskSettings } from "../model/settings.ts";
import { every, onOff } from "./forms.ts";

const limitForm = "a number such as `3`, or a text with its unit such as `95%`, `30d` or `20GiB`";

const limits = z
  .record(
    z.string(),
    // Stays as it is written: what units a limit has, the catalogue knows.
    z
      .union([z.number(), z.string().refine((written) => written.trim() !== "", { error: limitForm })])
      .optional()
      .meta({
        description: "Number from which the alert fires; `npm run alerts` lists the names with their units.",
        expects: limitForm,
        example: "95%",
        fallback: "that of the catalogue",
      }),
  )
  .optional()
  .meta({
    description: "Limits of an alert by name.",
    expects: "a map from names of limits to numbers or texts",
    names: "limit",
  });

const taskOverride = {
  every: every.optional().meta({ description: "How often the task runs.", fallback: "the task's own" }),
  enabled: onOff.optional().meta({
    description: "Whether the task runs; else it is kept, but inactive.",
    expects: "`true` or `false`",
    example: "false",
    fallback: "true",
  }),
  limits,
};

export const tasks = z
  .record(
    z.string(),
    z
      .strictObject({
        ...taskOverride,
        applications: z
          .record(
            z.string(),
            z.strictObject(taskOverride).meta({ expects: "a map with `every`, `enabled` or `limits`" }),
          )
          .prefault({})
          .meta({
            description: "The same for the task of one application; goes before the task's own.",
            expects: "a map from application names to settings",
            names: "application",
          }),
        clusters: z
          .record(z.string(), z.strictObject({ limits }).meta({ expects: "a map with `limits`" }))
          .prefault({})
          .meta({
            description: "Other limits for the points of one cluster.",
            expects: "a map from environment names to settings",
            names: "cluster",
          }),
      })
      .meta({ expects: "a map with `every`, `enabled`, `limits`, `applications` or `clusters`" }),
  )
  .prefault({})
  .meta({
    description: "Changes to the tasks, by their id (`pod-restarts`, …).",
    expects: "a map from task ids to settings",
    names: "task id",
  });

interface Written {
  readonly every?: number | undefined;
  readonly enabled?: boolean | undefined;
  readonly limits?: Readonly<Record<string, string | number | undefined>> | undefined;
}

/** From task → application, as one writes it, to application → task, as the model asks. Clusters likewise. */
export function taskSettings(given: z.output<typeof tasks>): TaskSettings {
  const byTask: Record<string, TaskOverride> = {};
  const byApplication: Record<string, Record<string, TaskOverride>> = {};
  const byCluster: Record<string, Record<string, Pick<TaskOverride, "limits">>> = {};
  for (const [id, { applications, clusters, ...own }] of Object.entries(given)) {
    byTask[id] = overrideOf(own);
    for (const [application, override] of Object.entries(applications)) {
      (byApplication[application] ??= {})[id] = overrideOf(override);
    }
    for (const [cluster, override] of Object.entries(clusters)) {
      (byCluster[cluster] ??= {})[id] = limitsOf(override);
    }
  }
  return { tasks: byTask, applications: byApplication, clusters: byCluster };
}

function overrideOf(written: Written): TaskOverride {
  return { everySeconds: written.every, enabled: written.enabled, ...limitsOf(written) };
}

function limitsOf({ limits: given }: Written): Pick<TaskOverride, "limits"> {
  if (given === undefined) return {};
  // A faulty one has been taken out.
  const left = Object.entries(given).flatMap(([name, limit]): [string, string | number][] =>
    limit === undefined ? [] : [[name, limit]],
  );
  return { limits: Object.fromEntries(left) };
}
