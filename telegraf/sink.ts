/** The telegraf of a Kafka sink: messages in, points of one bucket out, and how it is to where agents tell that. */
import type { z } from "zod";
import { checkConfig, type TelegrafConfig } from "./config.ts";
import type { Configured } from "./agent.ts";
import { formatOptions } from "./documents.ts";
import type { InfluxdbTarget } from "./outputs.ts";
import { type Plugin, use } from "./plugin.ts";
import { influxdbV2 } from "./plugins/influxdb-v2.ts";
import { internal } from "./plugins/internal.ts";
import { kafkaConsumer } from "./plugins/kafka-consumer.ts";
import { override } from "./plugins/override.ts";
import { rename } from "./plugins/rename.ts";
import { starlark } from "./plugins/starlark.ts";
import { type ClusterTags, exported } from "./routing.ts";
import type { SinkFormat, SinkTimes, TimeUnit } from "../model/sink-settings.ts";
import type { SinkSpec, SinkStore } from "../model/sinks.ts";

/** What the telegraf of a sink is told. */
export interface SinkConfigSettings {
  readonly sink: SinkSpec;
  readonly tags: ClusterTags;
  readonly influxdb: InfluxdbTarget;
  /** Directories of what Kafka's TLS needs. @default {@link sinkPaths} */
  readonly paths?: SinkPaths;
  /** Seconds between reports of how it is; what waits is written at least every 10. @default 60 */
  readonly intervalSeconds?: number;
  /** What faults call it. */
  readonly where: string;
}

export interface SinkPaths {
  /** Holds `ca.crt` of the brokers' authority. */
  readonly ca: string;
  /** Holds `user.crt` and `user.key`. */
  readonly user: string;
}

/** Where a pod has those. */
export const sinkPaths: SinkPaths = { ca: "/etc/kafka/ca", user: "/etc/kafka/user" };

/** Environment variable that holds the password of a sink in Kafka. */
export const kafkaPasswordVariable = "KAFKA_PASSWORD";
/** Environment variable that tells the pods of one sink apart, in what they say of themselves. */
export const podVariable = "POD_NAME";

/** Tag by which what a sink says of itself is told from the points of messages. It never leaves telegraf. */
const ownTag = "own__";

/** A sink with the configuration of its telegraf. */
export interface SinkPod {
  readonly sink: SinkSpec;
  readonly config: TelegrafConfig;
}

export function sinkConfig(settings: SinkConfigSettings): Configured {
  const { sink, tags, influxdb, intervalSeconds = 60, where } = settings;
  const flush = Math.min(10, intervalSeconds);
  const config: TelegrafConfig = {
    agent: {
      interval: `${intervalSeconds}s`,
      flush_interval: `${flush}s`,
      metric_batch_size: sink.batch,
      metric_buffer_limit: sink.buffer,
      // A tag that names the pod would make a message that comes again another point.
      omit_hostname: true,
      skip_processors_after_aggregators: true,
    },
    plugins: [
      consumer(sink, settings.paths ?? sinkPaths),
      health(sink),
      ...clusterTags(tags, sink.store),
      ...floats(sink.format),
      ...outputs(sink, influxdb),
    ],
  };
  return { config, faults: checkConfig(config, where) };
}

type Options = z.input<typeof kafkaConsumer.options>;
type ParserOptions = Pick<Options, "data_format"> & Partial<Options>;

function consumer(sink: SinkSpec, paths: SinkPaths): Plugin {
  const { topics, patterns, maxMessageBytes } = sink;
  return use(kafkaConsumer, {
    alias: sink.name,
    brokers: [...sink.brokers],
    kafka_version: sink.kafkaVersion,
    topics: [...topics],
    topic_regexps: patterns.length === 0 ? undefined : patterns.map(wholeName),
    consumer_group: sink.group,
    offset: sink.offset,
    balance_strategy: "sticky",
    max_undelivered_messages: sink.undelivered,
    max_message_len: maxMessageBytes ?? 0,
    consumer_fetch_default: maxMessageBytes === undefined ? undefined : Math.max(maxMessageBytes, 2 ** 20),
    // The wait for InfluxDB counts as processing; when it is over, the partition is given up and taken anew.
    max_processing_time: "5s",
    timestamp_source: timestampSources[sink.times],
    precision: units[sink.precision],
    ...authentication(sink, paths),
    ...parserOptions(sink.format),
    // Kafka may come later than this; a restart for each try would be told as a pod that fails.
    startup_error_behavior: "retry",
    tagexclude: [ownTag],
  });
}

const timestampSources: Readonly<Record<SinkTimes, "metric" | "inner">> = {
  message: "metric",
  kafka: "inner",
  arrival: "metric",
};

const units = { ns: "1ns", us: "1us", ms: "1ms", s: "1s" } as const satisfies Readonly<
  Record<TimeUnit, string>
>;

const unixTimes = { ns: "unix_ns", us: "unix_us", ms: "unix_ms", s: "unix" } as const;

/** Anchored at both ends, without the `$` that telegraf takes for a variable. */
function wholeName(pattern: string): string {
  return `^(?:${pattern})\\z`;
}

function authentication({ authentication: way, caSecret }: SinkSpec, paths: SinkPaths): Partial<Options> {
  const ca = caSecret === undefined ? {} : { enable_tls: true, tls_ca: `${paths.ca}/ca.crt` };
  switch (way.kind) {
    case "none":
      return ca;
    case "scram":
      return {
        ...ca,
        sasl_mechanism: "SCRAM-SHA-512",
        sasl_username: way.user,
        sasl_password: `\${${kafkaPasswordVariable}}`,
      };
    case "tls":
      return {
        ...ca,
        enable_tls: true,
        tls_cert: `${paths.user}/user.crt`,
        tls_key: `${paths.user}/user.key`,
      };
  }
}

function parserOptions(format: SinkFormat): ParserOptions {
  switch (format.kind) {
    case "influx":
      return { data_format: "influx", influx_timestamp_precision: units[format.unit] };
    case "json":
      return { ...formatOptions(format), data_format: "json_v2" };
    case "avro": {
      const { schema, measurement, tags, fields, timestamp, unions } = format;
      return {
        data_format: "avro",
        avro_schema_registry: "registry" in schema ? schema.registry : undefined,
        avro_schema: "text" in schema ? schema.text : undefined,
        avro_measurement: measurement,
        avro_tags: [...tags],
        avro_fields: fields.length === 0 ? undefined : [...fields],
        avro_timestamp: timestamp?.field,
        avro_timestamp_format: timestamp === undefined ? undefined : unixTimes[timestamp.unit],
        avro_union_mode: unions,
      };
    }
  }
}

/** What it says of itself, by the pod that says it: the pods of one sink would overwrite each other's. */
function health({ name, health: { application } }: SinkSpec): Plugin {
  return use(internal, {
    alias: "self",
    collect_memstats: false,
    tags: {
      [ownTag]: "yes",
      sink: name,
      host: `\${${podVariable}}`,
      ...(application === undefined ? {} : { application }),
    },
  });
}

/** What a message says of these is kept beside. */
function clusterTags({ cluster, environment }: ClusterTags, { application }: SinkStore): readonly Plugin[] {
  const tags = { cluster, environment, ...(application === undefined ? {} : { application }) };
  return [
    use(rename, {
      alias: "exported",
      order: 1,
      replace: Object.keys(tags).map((tag) => ({ tag, dest: exported(tag) })),
    }),
    use(override, { alias: "cluster", order: 2, tags }),
  ];
}

/**
 * The parser of JSON makes texts floats where that is asked for, and leaves booleans as they are: the first of them
 * would give the field its type in InfluxDB, which then refuses the numbers.
 */
function floats(format: SinkFormat): readonly Plugin[] {
  if (format.kind !== "json") return [];
  const names = Object.entries(format.fields).flatMap(([name, { type }]) => (type === "float" ? [name] : []));
  if (names.length === 0) return [];
  return [
    use(starlark, {
      alias: "floats",
      order: 3,
      tagdrop: { [ownTag]: ["?*"] },
      constants: { floats: names },
      source: `def apply(metric):
    for name in floats:
        value = metric.fields.get(name)
        if type(value) == "bool":
            metric.fields[name] = 1.0 if value else 0.0
    return metric
`,
    }),
  ];
}

/**
 * One for the points and one for its health. Each has its own buffer: in one, what it says of itself while InfluxDB is
 * away would push out points of messages, and they would count as written.
 */
function outputs(
  { name, store, health: place, buffer, batch }: SinkSpec,
  { url, organization, tokenVariable = "INFLUX_TOKEN", ca, timeoutSeconds = 10 }: InfluxdbTarget,
): readonly Plugin[] {
  const target: z.input<typeof influxdbV2.options> = {
    urls: [url],
    organization,
    token: `\${${tokenVariable}}`,
    bucket: store.bucket,
    timeout: `${timeoutSeconds}s`,
    tls_ca: ca,
    startup_error_behavior: "retry",
  };
  const own = { [ownTag]: ["?*"] };
  return [
    use(influxdbV2, {
      ...target,
      alias: name,
      metric_batch_size: batch,
      metric_buffer_limit: buffer,
      tagdrop: own,
    }),
    use(influxdbV2, {
      ...target,
      alias: `${name}-health`,
      bucket: place.bucket,
      metric_batch_size: 1_000,
      metric_buffer_limit: 10_000,
      tagpass: own,
      tagexclude: [ownTag],
    }),
  ];
}
