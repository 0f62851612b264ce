/** Public sites and certificates, as the one telegraf of a cluster reads them. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

const home = "telegraf";

export const siteShapes: readonly Shape[] = [
  {
    measurement: "http_response",
    home,
    tags: [...agentTags, "server", "method", "result", "status_code"],
    fields: {
      ...fieldsOf("int", "result_code", "http_response_code"),
      ...fieldsOf("float", "response_time"),
    },
    from: "inputs.http_response",
  },
  {
    measurement: "x509_cert",
    home,
    tags: [
      ...agentTags,
      ...["source", "common_name", "san", "serial_number", "type", "verification", "issuer_common_name"],
    ],
    fields: {
      ...fieldsOf("int", "age", "expiry", "startdate", "enddate", "verification_code"),
      ...fieldsOf("string", "verification_error"),
    },
    from: "inputs.x509_cert",
  },
];
