/** This system itself: InfluxDB, telegraf, tasks, delivery. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

/** Tags of what an agent says of itself; the single telegraf has no `host`. */
const internalTags = [...agentTags, "host", "version"] as const;

export const monitoringShapes: readonly Shape[] = [
  {
    measurement: "internal_agent",
    home: "telegraf",
    tags: internalTags,
    fields: fieldsOf("int", "metrics_gathered", "metrics_written", "metrics_dropped", "gather_errors"),
    from: "inputs.internal of every agent",
  },
  {
    measurement: "internal_gather",
    home: "telegraf",
    tags: [...internalTags, "input", "alias"],
    fields: fieldsOf("int", "errors"),
    from: "inputs.internal of every agent and Kafka sink",
  },
  {
    measurement: "internal_prometheus",
    home: "telegraf",
    tags: [...internalTags, "url", "input"],
    fields: fieldsOf("int", "connection_status"),
    from: "inputs.internal of every agent",
  },
  {
    measurement: "internal_write",
    home: "telegraf",
    tags: [...internalTags, "output", "alias", "_id"],
    fields: fieldsOf(
      "int",
      "metrics_dropped",
      "metrics_rejected",
      "write_errors",
      "buffer_size",
      "buffer_limit",
    ),
    from: "inputs.internal of every agent",
  },
  {
    measurement: "runs",
    home: "_tasks",
    tags: ["taskID", "status"],
    fields: fieldsOf(
      "string",
      "name",
      "logs",
      "runID",
      "scheduledFor",
      "startedAt",
      "finishedAt",
      "requestedAt",
    ),
    from: "InfluxDB, for each run of a task",
  },
  {
    measurement: "prometheus_influxdb2",
    home: "monitoring",
    tags: [...agentTags, "url", "quantile", "path", "bucket", "id"],
    fields: fieldsOf(
      "float",
      "task_scheduler_schedule_delay",
      "task_executor_promise_queue_usage",
      "storage_writer_err_points_sum",
      "storage_writer_dropped_points_sum",
      "storage_writer_timeouts",
      "storage_shard_disk_size",
      "storage_bucket_series_num",
    ),
    from: "inputs.prometheus of influxd",
  },
  ...["alert", "event"].map((measurement): Shape => ({
    measurement,
    home: "alerted_",
    tags: ["channel", "alert", "cluster", "application", "subject"],
    fields: {
      ...fieldsOf("int", "level", "sent", "pending", "failures", "status", "since", "at"),
      ...fieldsOf("float", "value", "limit"),
      ...fieldsOf("string", "error", "text", "source"),
    },
    from: "the delivery, flux/lib/remember.flux",
  })),
  {
    measurement: "heartbeat",
    home: "alerted_",
    tags: [],
    fields: fieldsOf("int", "status"),
    from: "the heartbeat, flux/tasks/heartbeat.flux",
  },
];
