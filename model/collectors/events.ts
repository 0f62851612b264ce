/** Things that happened: webhooks, audits, scripts. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

export const eventShapes: readonly Shape[] = [
  {
    measurement: "github_webhooks",
    home: "events",
    tags: [...agentTags, "event", "action", "name", "repository", "conclusion", "user"],
    fields: { ...fieldsOf("int", "run_attempt", "run_time"), ...fieldsOf("string", "head_branch") },
    from: "inputs.webhooks",
  },
  {
    measurement: "validation",
    home: "events",
    tags: [...agentTags, "check", "item"],
    fields: { ...fieldsOf("int", "findings"), ...fieldsOf("string", "detail") },
    from: "inputs.exec",
  },
  {
    measurement: "vault_audit",
    home: "events",
    tags: [...agentTags, "operation", "type", "mount_type"],
    fields: fieldsOf("string", "path", "display_name", "error"),
    from: "inputs.socket_listener, to which Vault's audit device writes",
  },
  {
    measurement: "cluster_event",
    home: "events",
    tags: [...agentTags, "app", "user"],
    fields: fieldsOf("string", "phase", "revision"),
    from: "inputs.http_listener_v2, which Argo CD's notifications call",
  },
];
