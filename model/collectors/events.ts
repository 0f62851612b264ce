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
];
