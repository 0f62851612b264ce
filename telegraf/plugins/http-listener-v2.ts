/** Takes points over HTTP. */
import { z } from "zod";
import { duration, flag, input, parser, secret, size, table, text, texts } from "../plugin.ts";

export const httpListenerV2 = input("http_listener_v2", {
  service_address: text,
  socket_mode: text.optional(),
  paths: texts.optional(),
  path_tag: flag.optional(),
  methods: texts.optional(),
  data_source: z.enum(["body", "query"]).optional(),
  read_timeout: duration.optional(),
  write_timeout: duration.optional(),
  max_body_size: size.optional(),
  http_success_code: z.int().optional(),
  basic_username: text.optional(),
  basic_password: secret.optional(),
  http_header_tags: table.optional(),
  tls_allowed_cacerts: texts.optional(),
  tls_cert: text.optional(),
  tls_key: text.optional(),
  ...parser,
});
