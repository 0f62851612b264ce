/** InfluxDB 2. */
import { clientTls, duration, flag, output, secret, text, texts } from "../plugin.ts";

export const influxdbV2 = output("influxdb_v2", {
  urls: texts,
  token: secret,
  organization: text,
  bucket: text,
  bucket_tag: text.optional(),
  exclude_bucket_tag: flag.optional(),
  timeout: duration.optional(),
  content_encoding: text.optional(),
  influx_uint_support: flag.optional(),
  ...clientTls,
});
