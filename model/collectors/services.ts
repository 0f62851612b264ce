/** The applications' own events and metrics: spawns, synthetic tests, logins, queries, queues. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

/** An event that an application publishes with Safir; home and name of the application differ in form. */
function event(home: string, name: string, tags: readonly string[], fields: Shape["fields"] = {}): Shape {
  return {
    measurement: `lsst.square.metrics.events.${name}`,
    home,
    tags: [...agentTags, ...tags],
    fields: { ...fieldsOf("string", "id", "timestamp"), ...fields },
    from: "inputs.kafka_consumer",
  };
}

const mobuTags = ["flock", "business", "username", "success"] as const;
const notebookTags = [...mobuTags, "notebook", "repo"] as const;
const duration = fieldsOf("float", "duration");

export const serviceShapes: readonly Shape[] = [
  {
    measurement: "prometheus_hub",
    home: "nublado",
    tags: [...agentTags, "status", "reason", "period"],
    fields: fieldsOf(
      "float",
      "jupyterhub_server_spawn_duration_seconds_count",
      "jupyterhub_server_spawn_duration_seconds_sum",
      "jupyterhub_running_servers",
      "jupyterhub_total_users",
      "jupyterhub_active_users",
    ),
    from: "inputs.prometheus on JupyterHub",
  },
  event("nublado", "nublado.spawn_failure", ["username"], {
    ...fieldsOf("string", "image"),
    ...fieldsOf("float", "elapsed", "cpu_limit"),
    ...fieldsOf("int", "memory_limit"),
  }),
  ...[
    "tap_query",
    "sia_query",
    "git_lfs_check",
    "nublado_python_execution",
    "nublado_spawn_lab",
    "nublado_delete_",
  ].map((name) => event("mobu", `mobu.${name}`, mobuTags, duration)),
  ...["notebook_execution", "notebook_cell_execution"].map((name) =>
    event("mobu", `mobu.${name}`, notebookTags, duration),
  ),
  event("gafaelfawr", "gafaelfawr.login_failure", []),
  event("gafaelfawr", "gafaelfawr.login_success", ["username"], fieldsOf("float", "elapsed")),
  event("gafaelfawr", "gafaelfawr.rate_limit", ["username", "service"], {
    ...fieldsOf("bool", "is_bot"),
    ...fieldsOf("int", "quota"),
  }),
  {
    measurement: "gafaelfawr_token_change",
    home: "gafaelfawr",
    tags: [...agentTags, "actor", "username", "token_type"],
    fields: fieldsOf("string", "action"),
    from: "inputs.http on /auth/api/v1/history/token-changes",
  },
  event("qserv-kafka", "qservkafka.query_failure", ["username"], {
    ...fieldsOf("string", "error"),
    ...fieldsOf("float", "elapsed"),
  }),
  ...["qserv_success", "bigquery_success"].map((name) =>
    event("qserv-kafka", `qservkafka.${name}`, ["username"], fieldsOf("float", "elapsed")),
  ),
  event("noteburst", "noteburst.arq_queue_stats", ["queue"], fieldsOf("int", "num_queued")),
];
