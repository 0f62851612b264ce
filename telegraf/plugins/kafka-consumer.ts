/** Messages of Kafka. Offsets are committed once every output has taken the points of a message. */
import { z } from "zod";
import { count, duration, flag, input, parser, secret, size, text, texts } from "../plugin.ts";

const unit = z.enum(["1ns", "1us", "1ms", "1s"]);

export const kafkaConsumer = input("kafka_consumer", {
  brokers: texts,
  /** Required: with the default, 0.10.2.0, nothing is ever read from Kafka 4. */
  kafka_version: z.string().regex(/^\d+\.\d+\.\d+$/, "a version such as `4.1.0`"),
  topics: texts.optional(),
  /** Matched anywhere in a name unless anchored, and looked up at the start only. */
  topic_regexps: texts.optional(),
  topic_tag: text.optional(),
  /** Required: the default is one for all. */
  consumer_group: text,
  client_id: text.optional(),
  /** Where a group begins that has read nothing yet. */
  offset: z.enum(["oldest", "newest"]).optional(),
  balance_strategy: z.enum(["range", "roundrobin", "sticky"]).optional(),
  /** In bytes; 0 for none. Larger messages are lost. */
  max_message_len: count.optional(),
  max_undelivered_messages: z.int().min(1),
  max_processing_time: duration.optional(),
  consumer_fetch_default: size.optional(),
  consumer_fetch_min: size.optional(),
  consumer_fetch_max_wait: duration.optional(),
  timestamp_source: z.enum(["metric", "inner", "outer"]).optional(),
  msg_headers_as_tags: texts.optional(),
  msg_header_as_metric_name: text.optional(),
  sasl_mechanism: z.enum(["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"]).optional(),
  sasl_username: text.optional(),
  sasl_password: secret.optional(),
  enable_tls: flag.optional(),
  tls_ca: text.optional(),
  tls_cert: text.optional(),
  tls_key: text.optional(),
  tls_server_name: text.optional(),
  insecure_skip_verify: flag.optional(),
  keep_alive_period: duration.optional(),
  metadata_full: flag.optional(),
  metadata_retry_max: count.optional(),
  metadata_retry_type: z.enum(["constant", "exponential"]).optional(),
  metadata_retry_backoff: duration.optional(),
  metadata_retry_max_duration: duration.optional(),
  resolve_canonical_bootstrap_servers_only: flag.optional(),
  ...parser,
  data_format: z.enum(["influx", "json_v2", "avro"]),
  influx_timestamp_precision: unit.optional(),
  avro_schema_registry: text.optional(),
  avro_schema_registry_cert: text.optional(),
  avro_schema: text.optional(),
  avro_format: z.enum(["binary", "json"]).optional(),
  avro_measurement: text.optional(),
  avro_measurement_field: text.optional(),
  avro_tags: texts.optional(),
  avro_fields: texts.optional(),
  avro_timestamp: text.optional(),
  avro_timestamp_format: z.enum(["unix", "unix_ms", "unix_us", "unix_ns"]).optional(),
  avro_field_separator: text.optional(),
  avro_union_mode: z.enum(["flatten", "nullable", "any"]).optional(),
});
