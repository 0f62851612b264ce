/** What the alerts of the catalogue become in one stack: tasks, where their points are written, and what is missing. */
import { bucketOf } from "../applications.ts";
import { isOfInfluxDB, isOfNoApplication, multiapp } from "../buckets.ts";
import { offsetOf } from "../schedule.ts";
import type { ModelSettings, TaskOverride, TaskSettings } from "../settings.ts";
import type { Application, BucketSpec, FluxValue, TaskSpec } from "../types.ts";
import type { AlertDefinition } from "./definition.ts";
import { limitRows } from "./limits.ts";

/** An alert whose points nothing in this stack keeps. */
export interface AbsentAlert {
  readonly id: string;
  /** Bucket that would have to be there. */
  readonly bucket: string;
}

type Settings = Pick<ModelSettings, "tasks" | "layout">;

/** What one task serves. */
interface Place {
  readonly name: string;
  readonly bucket: string;
  /** Application of all points; empty where they carry it as a tag. */
  readonly application: string;
  /** Application whose points are meant among others; empty for all. */
  readonly only: string;
  /** The one application whose task it is. */
  readonly serves?: string;
}

/** The tasks of the alerts, in the order of the catalogue, then of the applications. */
export function alertTasks(
  alerts: readonly AlertDefinition[],
  applications: readonly Application[],
  buckets: readonly BucketSpec[],
  settings: Settings,
): { readonly tasks: readonly TaskSpec[]; readonly absent: readonly AbsentAlert[] } {
  const tasks: TaskSpec[] = [];
  const absent: AbsentAlert[] = [];
  const names = new Set(buckets.map(({ name }) => name));
  for (const alert of alerts) {
    const places = placesOf(alert, applications, settings);
    const there = places.filter(({ bucket }) => isOfInfluxDB(bucket) || names.has(bucket));
    if (there.length === 0 && places[0] !== undefined)
      absent.push({ id: alert.id, bucket: places[0].bucket });
    for (const place of there) tasks.push(taskOf(alert, place, settings.tasks));
  }
  return { tasks, absent };
}

function placesOf(
  { id, home }: AlertDefinition,
  applications: readonly Application[],
  { layout }: Settings,
): readonly Place[] {
  if (home === "*") {
    if (layout.kind === "shared") return [{ name: id, bucket: layout.bucket, application: "", only: "" }];
    return applications.map(({ name, bucket }) => ({
      name: `${id}/${name}`,
      bucket,
      application: name,
      only: "",
      serves: name,
    }));
  }
  const named = applications.some(({ name }) => name === home);
  if (named && layout.kind === "shared") {
    return [{ name: id, bucket: layout.bucket, application: "", only: home }];
  }
  const bucket = isOfNoApplication(home) ? home : bucketOf(home);
  return [{ name: id, bucket, application: home, only: "" }];
}

function taskOf(alert: AlertDefinition, place: Place, settings: TaskSettings): TaskSpec {
  const { id, limits, latenessSeconds, windowSeconds } = alert;
  const { name, bucket, application, only, serves } = place;
  const { everySeconds = alert.everySeconds, enabled = true } = overrideOf(id, serves, settings);
  const rows: Record<string, FluxValue> =
    Object.keys(limits).length === 0 ? {} : { limits: limitRows(alert, settings, serves) };
  return {
    name,
    id,
    application: serves ?? "",
    description: serves === undefined ? alert.title : `${alert.title}: ${serves}`,
    file: `alerts/${id}.flux`,
    everySeconds,
    offsetSeconds: offsetOf(name, everySeconds, latenessSeconds),
    status: enabled ? "active" : "inactive",
    reads: [bucket],
    writes: [multiapp],
    params: {
      alert: id,
      bucket,
      application,
      only,
      target: multiapp,
      window: { seconds: Math.max(windowSeconds, everySeconds + latenessSeconds) },
      ...alert.params,
      ...rows,
    },
  };
}

/** What the stack file says of a task: for its application first, then for all. */
export function overrideOf(id: string, serves: string | undefined, settings: TaskSettings): TaskOverride {
  const general = settings.tasks[id];
  const special = serves === undefined ? undefined : settings.applications[serves]?.[id];
  return {
    everySeconds: special?.everySeconds ?? general?.everySeconds,
    enabled: special?.enabled ?? general?.enabled,
  };
}
