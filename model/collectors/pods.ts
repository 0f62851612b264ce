/** Pods, containers and volumes of each application: telegraf-ds on every node, and telegraf for what no node has. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

const podTags = [...agentTags, "namespace", "pod_name", "node_name"] as const;

export const podShapes: readonly Shape[] = [
  {
    measurement: "kubernetes_pod_container",
    home: "*",
    tags: [...podTags, "container_name", "phase", "state", "readiness", "image", "version", "condition", "status"],
    fields: {
      ...fieldsOf("int", "restarts_total", "state_code", "status_condition"),
      ...fieldsOf("string", "state_reason", "phase_reason", "terminated_reason"),
      ...fieldsOf("int", "resource_limits_millicpu_units", "resource_requests_millicpu_units"),
      ...fieldsOf("int", "resource_limits_memory_bytes", "resource_requests_memory_bytes"),
      ...fieldsOf("int", "cpu_usage_nanocores", "memory_working_set_bytes", "memory_usage_bytes", "memory_rss_bytes"),
      ...fieldsOf("int", "rootfs_used_bytes", "rootfs_capacity_bytes", "logsfs_used_bytes", "logsfs_capacity_bytes"),
    },
    from: "inputs.kube_inventory and inputs.kubernetes",
  },
];
