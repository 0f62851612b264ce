/** Takes points over a socket. */
import { duration, input, parser, size, text, texts } from "../plugin.ts";

export const socketListener = input("socket_listener", {
  service_address: text,
  socket_mode: text.optional(),
  max_connections: size.optional(),
  read_buffer_size: size.optional(),
  read_timeout: duration.optional(),
  keep_alive_period: duration.optional(),
  content_encoding: text.optional(),
  max_decompression_size: size.optional(),
  allowed_sources: texts.optional(),
  tls_allowed_cacerts: texts.optional(),
  tls_cert: text.optional(),
  tls_key: text.optional(),
  ...parser,
});
