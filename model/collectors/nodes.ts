/** The nodes of clusters: telegraf-ds on every node. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

const home = "telegraf-ds";
const hostTags = [...agentTags, "host"] as const;

export const nodeShapes: readonly Shape[] = [
  {
    measurement: "disk",
    home,
    tags: [...hostTags, "path", "device", "fstype", "mode"],
    fields: {
      ...fieldsOf("float", "used_percent", "inodes_used_percent"),
      ...fieldsOf("int", "free", "total", "used", "inodes_free", "inodes_total", "inodes_used"),
    },
    from: "inputs.disk",
  },
  {
    measurement: "mem",
    home,
    tags: hostTags,
    fields: {
      ...fieldsOf("float", "available_percent", "used_percent"),
      ...fieldsOf("int", "available", "total", "used"),
    },
    from: "inputs.mem",
  },
  {
    measurement: "system",
    home,
    tags: hostTags,
    fields: {
      ...fieldsOf("float", "load1", "load5", "load15"),
      ...fieldsOf("int", "n_cpus", "n_users", "uptime"),
    },
    from: "inputs.system",
  },
  {
    measurement: "kubernetes_node",
    home,
    tags: [...hostTags, "node_name", "condition", "status", "cluster_namespace", "version"],
    fields: fieldsOf("int", "status_condition", "spec_unschedulable", "node_count"),
    from: "inputs.kube_inventory",
  },
];
