/** Pods, containers and volumes of each application: telegraf-ds on every node, and telegraf for what no node has. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

const podTags = [...agentTags, "namespace", "pod_name", "node_name"] as const;

export const podShapes: readonly Shape[] = [
  {
    measurement: "kubernetes_pod_container",
    home: "*",
    tags: [
      ...podTags,
      "container_name",
      "phase",
      "state",
      "readiness",
      "image",
      "version",
      "condition",
      "status",
    ],
    fields: {
      ...fieldsOf("int", "restarts_total", "state_code", "status_condition"),
      ...fieldsOf("string", "state_reason", "phase_reason", "terminated_reason"),
      ...fieldsOf("int", "resource_limits_millicpu_units", "resource_requests_millicpu_units"),
      ...fieldsOf("int", "resource_limits_memory_bytes", "resource_requests_memory_bytes"),
      ...fieldsOf(
        "int",
        "cpu_usage_nanocores",
        "memory_working_set_bytes",
        "memory_usage_bytes",
        "memory_rss_bytes",
      ),
      ...fieldsOf(
        "int",
        "rootfs_used_bytes",
        "rootfs_capacity_bytes",
        "logsfs_used_bytes",
        "logsfs_capacity_bytes",
      ),
    },
    from: "inputs.kube_inventory and inputs.kubernetes",
  },
  {
    measurement: "kubernetes_pod_volume",
    home: "*",
    tags: [...podTags, "volume_name"],
    fields: fieldsOf("int", "used_bytes", "capacity_bytes", "available_bytes"),
    from: "inputs.kubernetes",
  },
  {
    measurement: "kubernetes_deployment",
    home: "*",
    tags: [...agentTags, "namespace", "deployment_name"],
    fields: fieldsOf("int", "replicas_available", "replicas_unavailable"),
    from: "inputs.kube_inventory",
  },
  {
    measurement: "kubernetes_statefulset",
    home: "*",
    tags: [...agentTags, "namespace", "statefulset_name"],
    fields: fieldsOf("int", "replicas", "replicas_ready", "replicas_current", "spec_replicas"),
    from: "inputs.kube_inventory",
  },
  {
    measurement: "kubernetes_daemonset",
    home: "*",
    tags: [...agentTags, "namespace", "daemonset_name"],
    fields: fieldsOf("int", "desired_number_scheduled", "number_ready", "number_unavailable"),
    from: "inputs.kube_inventory",
  },
];
