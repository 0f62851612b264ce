/** Whether sites answer, and how fast. */
import { z } from "zod";
import { clientTls, duration, flag, input, secret, size, table, text, texts } from "../plugin.ts";

export const httpResponse = input("http_response", {
  urls: texts,
  method: text.optional(),
  body: text.optional(),
  headers: table.optional(),
  http_proxy: text.optional(),
  http_header_tags: table.optional(),
  follow_redirects: flag.optional(),
  response_timeout: duration.optional(),
  response_body_field: text.optional(),
  response_body_max_size: size.optional(),
  response_string_match: text.optional(),
  response_status_code: z.int().optional(),
  token: secret.optional(),
  username: text.optional(),
  password: secret.optional(),
  ...clientTls,
});
