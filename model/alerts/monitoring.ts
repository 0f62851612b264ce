/** Alerts on this system itself: InfluxDB, telegraf, tasks, delivery. */
import { type AlertDefinition, day, hour, minute } from "./definition.ts";

/** What all of them have in common. */
const usual = { kind: "state", everySeconds: 5 * minute, latenessSeconds: minute } as const;
/** Agents sample every one to two minutes: how far samples may be from the ends of a window that they go over. */
const slack = { seconds: 3 * minute };
/** How far the sample before a window may be from it, so that growth over an outage of some samples shows. */
const lookback = { seconds: 10 * minute };

export const monitoringAlerts: readonly AlertDefinition[] = [
  {
    ...usual,
    id: "scrape-down",
    title: "A target cannot be scraped",
    home: "telegraf",
    severities: ["warning"],
    windowSeconds: 10 * minute,
    limits: {},
    params: { slack },
    advice:
      "Is the target running, and does its Service lead to it? Else a NetworkPolicy between it and telegraf, or a changed port. Until it is mended, alerts on what the target says are blind.",
  },
  {
    ...usual,
    id: "cluster-silent",
    title: "Nothing comes from a cluster, or from its telegraf",
    home: "telegraf",
    severities: ["critical"],
    windowSeconds: 11 * minute,
    limits: {
      critical: {
        unit: "duration",
        value: 10 * minute,
        doc: "Time without a point above which it is critical.",
      },
    },
    // More than a day, so that a silent cluster is told of again after a day before it counts as taken away.
    params: { lookback: { seconds: day + 2 * hour } },
    advice:
      "Is the cluster up, are telegraf and telegraf-ds running in it, and can they reach InfluxDB? Their logs name the error; 401 is a token that was revoked. Until it is mended, all alerts on that cluster are blind.",
  },
  {
    ...usual,
    id: "telegraf-losing-data",
    title: "Points of an agent do not reach InfluxDB",
    home: "telegraf",
    severities: ["warning"],
    windowSeconds: 10 * minute,
    limits: {
      losses: {
        unit: "count",
        value: 0,
        doc: "Points dropped, points rejected and writes failed within the window, together, above which it is a warning.",
      },
      buffer: { unit: "percent", value: 80, doc: "Part of the buffer in use above which it is a warning." },
    },
    params: { lookback, slack },
    advice:
      "The agent's log names the error. Rejected points have a field of another type than before, or are older than the bucket keeps; a bucket that does not exist drops them; a full buffer means that InfluxDB is away or too slow.",
  },
  {
    ...usual,
    id: "sink-losing-messages",
    title: "A Kafka sink does not take messages",
    home: "telegraf",
    severities: ["warning"],
    windowSeconds: 10 * minute,
    limits: {
      warning: { unit: "count", value: 0, doc: "Errors within the window above which it is a warning." },
    },
    params: { lookback },
    advice:
      "The sink's log names the error. A message that cannot be parsed, that is too large, or whose schema the registry does not tell is left out and does not come again: mend who writes it, or the format of the sink, and read the topic anew as another group. `consume` and `channel` are errors of Kafka itself, and lose nothing.",
  },
  {
    ...usual,
    id: "task-failing",
    title: "A task of InfluxDB fails",
    home: "_tasks",
    severities: ["warning", "critical"],
    windowSeconds: 15 * minute,
    limits: {
      warning: { unit: "count", value: 0, doc: "Failed runs above which it is a warning." },
      critical: { unit: "count", value: 2, doc: "Failed runs in a row above which it is critical." },
    },
    params: { lookback: { seconds: 2 * hour } },
    advice:
      "The log of the run, in InfluxDB under Tasks, has the whole error. A bucket that is gone, a secret that is not set and a token that was revoked are the usual causes: `pulumi up` makes them anew.",
  },
  {
    ...usual,
    id: "task-late",
    title: "Tasks of InfluxDB are late",
    home: "monitoring",
    severities: ["warning"],
    windowSeconds: 15 * minute,
    limits: {
      delay: {
        unit: "duration",
        value: minute,
        doc: "Delay that one run in a hundred exceeds, above which it is a warning.",
      },
      queue: {
        unit: "percent",
        value: 80,
        doc: "Part of the queue of runs in use above which it is a warning.",
      },
    },
    params: { slack },
    advice:
      "InfluxDB has more to do than it can: give it more CPU, run tasks less often (`monitoring:tasks`), or look for the queries that take its time.",
  },
  {
    ...usual,
    id: "influx-write-errors",
    title: "InfluxDB does not write points",
    home: "monitoring",
    severities: ["critical"],
    windowSeconds: 10 * minute,
    limits: {
      critical: {
        unit: "count",
        value: 0,
        doc: "Points, or writes that took too long, within the window above which it is critical.",
      },
    },
    params: { lookback },
    advice:
      "The log of influxd names the error: a full volume, a field of another type than before, or points that are older than their bucket keeps.",
  },
  {
    ...usual,
    id: "influx-storage",
    title: "The storage of InfluxDB fills",
    home: "monitoring",
    severities: ["warning"],
    everySeconds: 15 * minute,
    windowSeconds: 20 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 80,
        doc: "Part of the volume that shards take above which it is a warning.",
      },
      // The default of the influxdb2 chart.
      volume: {
        unit: "bytes",
        value: 50 * 1024 ** 3,
        doc: "Size of InfluxDB's volume, which its metrics do not tell; 0 when unknown.",
      },
      series: { unit: "count", value: 1_000_000, doc: "Series of a bucket above which it is a warning." },
    },
    advice:
      "Shorten the retention of the largest bucket or downsample it (`monitoring:downsampling`), or enlarge the volume and then `volume`. Too many series come from a tag with ever new values: drop it in telegraf.",
  },
  {
    ...usual,
    id: "alert-path-broken",
    title: "Alerts do not leave",
    home: "alerted_",
    severities: ["warning", "critical"],
    // As long as a message that is refused is remembered at least.
    windowSeconds: 3 * day,
    limits: {
      failing: {
        unit: "duration",
        value: 15 * minute,
        doc: "Time in which a channel takes nothing of what is sent from which it is critical.",
      },
      refused: {
        unit: "duration",
        value: 60 * minute,
        doc: "Time in which a channel that takes other messages does not take one of them, from which it is as bad as that message, at least a warning.",
      },
      silent: {
        unit: "duration",
        value: day,
        doc: "Time without an answered heartbeat above which it is critical.",
      },
    },
    advice:
      "The message holds the last error: 404 or 403 is a webhook that was revoked, no answer a network that does not let InfluxDB out. Set the secret anew; what waits is sent within a minute. One message that is refused while others arrive, mostly with 400 or 413, is one that the receiver cannot read or finds too long. Route this alert to two channels. A heartbeat that was taken out of the stack file is missed for a day.",
  },
];
