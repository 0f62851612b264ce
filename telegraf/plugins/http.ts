/** A document, asked for over HTTP. Any status but those in `success_status_codes` gives no point. */
import { z } from "zod";
import { clientTls, duration, input, parser, secret, table, text, texts } from "../plugin.ts";

export const http = input("http", {
  urls: texts,
  method: text.optional(),
  body: text.optional(),
  headers: table.optional(),
  token: secret.optional(),
  token_file: text.optional(),
  username: text.optional(),
  password: secret.optional(),
  success_status_codes: z.array(z.int()).optional(),
  timeout: duration.optional(),
  ...clientTls,
  ...parser,
});
