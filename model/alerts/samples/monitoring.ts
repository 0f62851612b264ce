import type { Point } from "./point.ts";
import type { AlertSample } from "./sample.ts";

/** What an agent says of itself. */
function internal(measurement: string, fields: Point["fields"], tags: Point["tags"] = {}): Point {
  return { measurement, tags: { cluster: "idfdev", version: "1.39.1", ...tags }, fields };
}

/** What influxd says of itself. */
function influxd(fields: Point["fields"], tags: Point["tags"] = {}): Point {
  return {
    measurement: "prometheus_influxdb2",
    tags: { cluster: "idfdev", url: "http://influxdb:8086/metrics", ...tags },
    fields,
  };
}

/** What the delivery remembers of a message. */
function mark(seconds: number, failures: bigint, subject = "portal/web-0"): Point {
  const failed = failures > 0n;
  return {
    measurement: "alert",
    tags: {
      channel: "mail",
      alert: "pod-restarts",
      cluster: "idfdev",
      application: "portal",
      subject,
    },
    fields: {
      level: failed ? 0n : 2n,
      pending: failed ? 2n : 0n,
      sent: failed ? 0n : BigInt(seconds) * 1_000_000_000n,
      failures,
      status: failed ? 500n : 200n,
      error: failed ? "the receiver answered 500" : "",
      since: 0n,
      value: 1,
      limit: 1,
      text: "restarted",
      source: "portal",
      at: 0n,
    },
  };
}

const gib = 1024 ** 3;

export const monitoringSamples: readonly AlertSample[] = [
  {
    id: "scrape-down",
    kind: "state",
    subject: "http://argocd:8082/metrics from node-1",
    application: "telegraf",
    points: (like, { index }) => [
      internal(
        "internal_prometheus",
        // One success in the window is enough.
        { connection_status: like === "fine" && index % 9 === 0 ? 1n : 0n },
        { url: "http://argocd:8082/metrics", input: "prometheus", host: "node-1" },
      ),
    ],
    bad: { severity: "warning", text: /^no connection for more than 10m$/ },
  },
  {
    id: "cluster-silent",
    kind: "state",
    subject: "idfdev",
    application: "telegraf",
    // Runs are at multiples of five minutes, a second late: the newest point is nine minutes old at most.
    points: (like, { index }) =>
      like === "fine" && index % 10 === 1
        ? [internal("internal_agent", { metrics_gathered: 100n }, { host: "node-1" })]
        : [],
    bad: {
      severity: "critical",
      text: /^no points for \d+ (?:minutes|hours) \(limit 10 minutes\), the last at 2020-01-1\dT/,
    },
  },
  {
    id: "telegraf-losing-data",
    kind: "state",
    subject: "influxdb_v2/portal of node-1",
    application: "telegraf",
    points: (like, { spent }) => [
      internal(
        "internal_write",
        {
          metrics_dropped: BigInt(Math.floor(spent.bad / 9)),
          metrics_rejected: 3n,
          write_errors: 0n,
          buffer_size: like === "fine" ? 8_000n : 100n,
          buffer_limit: 10_000n,
        },
        { output: "influxdb_v2", alias: "portal", host: "node-1" },
      ),
    ],
    bad: {
      severity: "warning",
      text: /^[12] points dropped, 0 rejected, 0 writes failed in 10m \(above 0 together\)$/,
    },
  },
  {
    id: "sink-losing-messages",
    kind: "state",
    subject: "transfers of sink-transfers-1",
    application: "telegraf",
    points: (_, { spent }) => [
      internal(
        "internal_gather",
        { errors: BigInt(Math.floor(spent.bad / 9)) },
        { input: "kafka_consumer", alias: "transfers", host: "sink-transfers-1" },
      ),
    ],
    bad: { severity: "warning", text: /^[12] errors in 10m \(above 0\)$/ },
  },
  {
    id: "task-failing",
    kind: "state",
    subject: "pod-restarts/portal",
    application: "_tasks",
    cluster: "",
    points: (like, { index }) => {
      const failed = like === "worse" || (like === "bad" && index % 3 !== 0);
      const message = failed ? 'cannot reach http://h/x?token=abc: \\"no\\"' : "Completed(success)";
      return [
        {
          measurement: "runs",
          tags: {
            taskID: "11abdb88cb50f000",
            status: failed ? "failed" : like === "fine" && index % 2 ? "canceled" : "success",
          },
          fields: {
            name: "pod-restarts/portal",
            logs: `[{"runID":"1","time":"t","message":"Started"},{"runID":"1","time":"t","message":"${message}"}]`,
            runID: "1",
          },
        },
      ];
    },
    bad: {
      severity: "warning",
      text: /^\d+ runs failed in 15m, the last [012] in a row: cannot reach \(address\) /,
    },
    worse: {
      severity: "critical",
      text: /^\d+ runs failed in 15m, the last \d+ in a row: cannot reach \(address\) /,
    },
  },
  {
    id: "task-late",
    kind: "state",
    subject: "schedule",
    application: "monitoring",
    points: (like) => [
      influxd({ task_scheduler_schedule_delay: like === "fine" ? 60 : 60.1 }, { quantile: "0.99" }),
      influxd({ task_scheduler_schedule_delay: 10 }, { quantile: "0.5" }),
      influxd({ task_executor_promise_queue_usage: 0.8 }),
    ],
    bad: {
      severity: "warning",
      text: /^one run in a hundred begins 60.1 s late or more, for more than 15m \(above 60 s\)$/,
    },
  },
  {
    id: "influx-write-errors",
    kind: "state",
    subject: "dropped",
    application: "monitoring",
    points: (_like, { spent }) => [
      influxd(
        {
          storage_writer_err_points_sum: 5,
          storage_writer_dropped_points_sum: 7 + spent.bad,
          storage_writer_timeouts: 0,
        },
        { path: "/var/lib/influxdb2" },
      ),
    ],
    bad: { severity: "critical", text: /^\d+ points dropped in 10m \(above 0\)$/ },
  },
  {
    id: "influx-storage",
    kind: "state",
    subject: "volume",
    application: "monitoring",
    points: (like, { index }) => [
      influxd({ storage_shard_disk_size: 30 * gib }, { bucket: "aa", id: "1" }),
      influxd(
        { storage_shard_disk_size: 10 * gib + (like === "fine" ? 0 : 0.3 * gib) },
        { bucket: "bb", id: "2" },
      ),
      // One that is gone at each run.
      ...(index % 5 === 1 ? [influxd({ storage_shard_disk_size: 10 * gib }, { bucket: "bb", id: "3" })] : []),
      influxd({ storage_bucket_series_num: 1_000_000 }, { bucket: "aa" }),
    ],
    bad: {
      severity: "warning",
      text: /^shards take 40.3 GiB, 81% of 50 GiB \(above 80%\), most of it 30 GiB in bucket aa$/,
    },
  },
  {
    id: "alert-path-broken",
    kind: "state",
    subject: "mail",
    application: "alerted_",
    cluster: "",
    // Attempts in vain overwrite the first of them: here for 14 minutes, until a success; then one that is refused for
    // ever, while others arrive; then all of them.
    points: (like, { index, seconds, spent }) => {
      if (like === "fine")
        return index % 20 === 1 ? [mark(seconds, 5n)] : index % 20 === 16 ? [mark(seconds, 0n)] : [];
      if (spent[like] === 1)
        return [mark(seconds, 10_000n, like === "bad" ? "portal/web-0" : "portal/web-1")];
      return like === "bad" && spent.bad === 2 ? [mark(seconds, 0n, "portal/web-2")] : [];
    },
    takes: 75,
    bad: {
      severity: "warning",
      text: /^one message was refused for \d+ (?:minutes|hours) \(limit 60 minutes\): pod-restarts\/idfdev\/portal\/portal\/web-0: the receiver answered 500$/,
    },
    worse: {
      severity: "critical",
      text: /^nothing was delivered for \d+ (?:minutes|hours) \(limit 15 minutes\): the receiver answered 500$/,
    },
  },
];
