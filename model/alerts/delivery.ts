/** The tasks that send what the alerts found: one for each channel, and the heartbeat. */
import { alerted, multiapp } from "../buckets.ts";
import { latestOffset, offsetOf } from "../schedule.ts";
import type { BucketSpec, FluxRecord, FluxValue, TaskSpec } from "../types.ts";
import type { AlertDefinition, Severity } from "./definition.ts";
import { day, levelOf, minute, severities } from "./definition.ts";
import { overrideOf } from "./instances.ts";
import {
  type AlertSettings,
  authorizedKinds,
  type ChannelSettings,
  type QuietHours,
  type RouteSettings,
} from "./settings.ts";
import type { ModelSettings, TaskSettings } from "../settings.ts";

const everySeconds = minute;
const nanoseconds = 1_000_000_000;
/** Flux counts the time since then in minutes; a task without a time zone of its own is in UTC. */
const never: QuietHours = { fromMinute: 0, toMinute: 0 };

type Settings = Pick<ModelSettings, "tasks" | "alerts">;

/** A task for each channel. */
export function deliveryTasks(
  alerts: readonly AlertDefinition[],
  buckets: readonly BucketSpec[],
  settings: Settings,
): readonly TaskSpec[] {
  return settings.alerts.channels.map((channel) => deliveryTask(channel, alerts, buckets, settings));
}

function deliveryTask(
  channel: ChannelSettings,
  alerts: readonly AlertDefinition[],
  buckets: readonly BucketSpec[],
  settings: Settings,
): TaskSpec {
  const name = `deliver/${channel.name}`;
  const retention = (bucket: string, otherwise: number): number =>
    buckets.find((candidate) => candidate.name === bucket)?.retentionSeconds || otherwise;
  const { enabled = true } = overrideOf(name, undefined, settings.tasks);
  const params: Record<string, FluxValue> = {
    channel: channel.name,
    ...secretParams(channel),
    ...channel.options,
    findings: multiapp,
    sent: alerted,
    reach: { seconds: Math.min(retention(multiapp, day), day) - 5 * minute },
    keep: { seconds: retention(alerted, 30 * day) },
    most: 50,
    timeout: { seconds: channel.timeoutSeconds },
    location: settings.alerts.timeZone,
    alerts: alerts.map((alert) => alertRow(alert, settings)),
    routes: routeRows(channel, settings.alerts),
  };
  return {
    name,
    id: "deliver",
    application: "",
    description: `Sends alerts to ${channel.name} (${channel.kind})`,
    file: `delivery/${channel.kind}.flux`,
    everySeconds,
    offsetSeconds: offsetOf(name, everySeconds, 0),
    status: enabled ? "active" : "inactive",
    reads: [multiapp, alerted],
    writes: [alerted],
    params,
  };
}

function secretParams({ kind, secret, authorization }: ChannelSettings): Record<string, string> {
  return authorizedKinds.includes(kind) ? { secret, authorization: authorization ?? "" } : { secret };
}

/** What the delivery has to know of an alert. Times are in nanoseconds. */
function alertRow(alert: AlertDefinition, { tasks, alerts }: Settings): FluxRecord {
  const { id, title, kind, latenessSeconds } = alert;
  const every = longestInterval(alert, tasks);
  // One run may be missed, and the last one may be as late as an offset makes it.
  const stale = 2 * every + latestOffset(every, latenessSeconds) + 2 * everySeconds;
  const resolve = alert.resolveSeconds ?? 2 * every;
  return {
    id,
    title,
    link: `${alerts.runbooks}${id}`,
    event: kind === "event",
    repeats: alert.repeats ?? true,
    stale: stale * nanoseconds,
    resolve: resolve * nanoseconds,
  };
}

/** How long it takes at most until a task of the alert runs again, in seconds. */
function longestInterval({ id, everySeconds }: AlertDefinition, tasks: TaskSettings): number {
  const general = tasks.tasks[id]?.everySeconds ?? everySeconds;
  return Math.max(general, ...Object.values(tasks.applications).map((of) => of[id]?.everySeconds ?? 0));
}

/** What the routes send to a channel, a row for each combination. The first route that says something of it counts. */
export function routeRows(channel: ChannelSettings, settings: AlertSettings): readonly FluxRecord[] {
  const rows = new Map<string, FluxRecord>();
  for (const route of settings.routes.filter(({ channels }) => channels.includes(channel.name))) {
    for (const severity of route.severities.length > 0 ? route.severities : severities) {
      for (const alert of orAll(route.alerts)) {
        for (const cluster of orAll(route.clusters)) {
          for (const application of orAll(route.applications)) {
            const level = levelOf(severity);
            const key = JSON.stringify([level, alert, cluster, application]);
            if (rows.has(key)) continue;
            const { fromMinute: quietFrom, toMinute: quietTo } = route.quiet ?? never;
            const repeat = repeatOf(severity, route, settings) * nanoseconds;
            const { resolved } = channel;
            rows.set(key, { level, alert, cluster, application, repeat, quietFrom, quietTo, resolved });
          }
        }
      }
    }
  }
  return [...rows.values()];
}

function repeatOf(severity: Severity, route: RouteSettings, settings: AlertSettings): number {
  return route.repeatSeconds[severity] ?? settings.repeatSeconds[severity];
}

function orAll(names: readonly string[]): readonly string[] {
  return names.length === 0 ? ["*"] : names;
}

/** The task that lets an outside watcher know that messages leave. */
export function heartbeatTasks({ alerts: { heartbeat }, tasks }: Settings): readonly TaskSpec[] {
  if (heartbeat === undefined) return [];
  const id = "heartbeat";
  const { enabled = true } = overrideOf(id, undefined, tasks);
  return [
    {
      name: id,
      id,
      application: "",
      description: "Lets an outside watcher know that messages leave",
      file: "tasks/heartbeat.flux",
      everySeconds: heartbeat.everySeconds,
      offsetSeconds: 0,
      status: enabled ? "active" : "inactive",
      reads: [],
      writes: [alerted],
      params: { secret: heartbeat.secret, sent: alerted, timeout: { seconds: 10 } },
    },
  ];
}
