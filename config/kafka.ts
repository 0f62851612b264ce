/** What a stack file says of Kafka: clusters that Strimzi runs, and sinks that make points of messages. */
import { z } from "zod";
import { listenerAuthentications, sinkTimes, timeUnits } from "../model/sink-settings.ts";
import { listOf, onOff, retention, wholeNumber } from "./forms.ts";
import { avro, json, name, oneOf, unitForm } from "./message-formats.ts";
import { keyOfSecret, kubernetesName, resources, scheduling } from "./pods.ts";

const addressForm = "an address such as `kafka.example.org:9093`";
const address = z
  .string()
  .regex(/^[^\s/:@]+:\d{1,5}$/, { error: addressForm })
  .meta({ expects: addressForm, example: "kafka.example.org:9093" });

const versionForm = "a version such as `4.1.0`";
const version = z
  .string()
  .regex(/^\d+\.\d+\.\d+$/, { error: versionForm })
  .optional()
  .meta({ expects: versionForm, example: "4.1.0" });

const topicForm = "the name of a topic: at most 249 letters, digits, `.`, `_` and `-`";
const topic = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,249}$/, { error: topicForm })
  .meta({ expects: topicForm, example: "lsst.dm.transfers" });

const positive = "a whole number of 1 or more";

const cluster = z
  .strictObject({
    bootstrap: listOf(address).optional().meta({
      description: "Addresses of its bootstrap Service, of the listener that sinks use.",
      expects: "a list of at least one address, each once",
      required: true,
    }),
    version: version.meta({
      description: "Version of the Kafka: telegraf never reads from Kafka 4 without it.",
      required: true,
    }),
    namespace: kubernetesName.optional().meta({
      description:
        "Namespace of the `Kafka` object; its sinks are there too, because pods mount Secrets of their own namespace only.",
      example: "sasquatch",
      required: true,
    }),
    name: kubernetesName.optional().meta({
      description: "Name of the `Kafka` object.",
      example: "sasquatch",
      fallback: "the name of the cluster here",
    }),
    authentication: z
      .enum(listenerAuthentications)
      .prefault("scram")
      .meta({
        description: "What the listener asks of clients: `scram` is SCRAM-SHA-512, `tls` a certificate.",
        expects: `one of ${oneOf(listenerAuthentications)}`,
        example: "tls",
      }),
    authorization: onOff.prefault(true).meta({
      description:
        "Whether the Kafka has `authorization: simple`. Sinks then get a user that may read their topics and nothing else.",
      expects: "`true` or `false`",
      example: "false",
    }),
    tls: onOff.prefault(true).meta({
      description: "Whether the listener has TLS, with the certificate of Strimzi's authority.",
      expects: "`true` or `false`",
      example: "false",
    }),
  })
  .meta({ expects: "a map with `bootstrap`, `version` and `namespace`" });

const sink = z
  .strictObject({
    cluster: name("a cluster", "sasquatch").optional().meta({
      description: "Cluster of `monitoring:kafka.clusters` that it reads.",
      fallback: "none; `cluster` or `brokers` is required",
    }),
    brokers: listOf(address).optional().meta({
      description: "Addresses of a Kafka that Strimzi does not run.",
      expects: "a list of at least one address, each once",
      fallback: "those of `cluster`",
    }),
    kafkaVersion: version.meta({
      description: "Version of the Kafka.",
      fallback: "that of `cluster`; required with `brokers`",
    }),
    authentication: z
      .strictObject({
        kind: z.enum(["scram", "tls"]).meta({
          description: "`scram` is SCRAM-SHA-512, `tls` a certificate.",
          expects: "`scram` or `tls`",
          example: "scram",
          required: true,
        }),
        user: name("a user", "telegraf")
          .optional()
          .meta({ description: "For `scram`: its name.", fallback: "none; required for `scram`" }),
        secret: kubernetesName.meta({
          description:
            "Secret of Kubernetes, in the namespace of the sink, with the password, or with `user.crt` and `user.key`.",
          example: "kafka-telegraf",
          required: true,
        }),
        key: keyOfSecret.prefault("password").meta({
          description: "For `scram`: key of the Secret that holds the password.",
          example: "password",
        }),
      })
      .optional()
      .meta({
        description: "With `brokers`: how it shows itself.",
        expects: "a map with `kind` and `secret`",
        fallback: "it does not",
      }),
    caSecret: kubernetesName.optional().meta({
      description: "With `brokers`: Secret of Kubernetes whose `ca.crt` signed the brokers' certificates.",
      example: "kafka-ca",
      fallback: "no TLS",
    }),
    topics: listOf(topic).optional().meta({
      description: "Topics that it reads.",
      expects: "a list of at least one topic, each once",
      fallback: "none; `topics` or `patterns` is required",
    }),
    patterns: listOf(name("topics, as a regular expression", "'lsst\\.sal\\..*'")).optional().meta({
      description:
        "Regular expressions of whole names of topics. What they match is looked up when the sink starts, and then no more.",
      expects: "a list of at least one regular expression, each once",
      fallback: "none",
    }),
    declare: z
      .strictObject({
        partitions: wholeNumber(positive, 1).meta({
          description: "Partitions of each. They can only grow.",
          example: "6",
          required: true,
        }),
        replicas: wholeNumber(positive, 1).prefault(3).meta({ description: "Copies of each.", example: "3" }),
        retention: retention.optional().meta({
          description: "How long messages are kept: longer than InfluxDB may be away.",
          fallback: "what the brokers say",
        }),
      })
      .optional()
      .meta({
        description: "Makes the topics, on a cluster of Strimzi. They stay when the sink goes.",
        expects: "a map with `partitions`",
        fallback: "they are there",
      }),
    group: name("a consumer group", "telegraf-summit").optional().meta({
      description: "Consumer group. Another one begins anew, at `offset`.",
      fallback: "`telegraf-<environment>-<sink>`",
    }),
    offset: z.enum(["oldest", "newest"]).prefault("oldest").meta({
      description: "Where a group begins that has read nothing yet.",
      expects: "`oldest` or `newest`",
      example: "newest",
    }),
    format: z.enum(["influx", "json", "avro"]).optional().meta({
      description: "What messages are: line protocol, JSON or Avro.",
      expects: "`influx`, `json` or `avro`",
      example: "json",
      required: true,
    }),
    unit: z.enum(timeUnits).prefault("ns").meta({
      description:
        "For `format: influx`: unit of the timestamps of lines. A line without one gets the time of its arrival.",
      expects: unitForm,
      example: "ms",
    }),
    json,
    avro,
    times: z
      .enum(sinkTimes)
      .prefault("message")
      .meta({
        description:
          "For JSON and Avro: whose time a point has: what the `message` says, that of the record in `kafka`, by which messages of one millisecond or batch are one point, or its `arrival`, by which a message that comes twice is two points.",
        expects: `one of ${oneOf(sinkTimes)}`,
        example: "kafka",
      }),
    precision: z.enum(timeUnits).prefault("ns").meta({
      description: "What the time of a point is rounded to. Points of one series and time are one.",
      expects: unitForm,
      example: "ms",
    }),
    undelivered: wholeNumber(positive, 1)
      .prefault(10_000)
      .meta({ description: "Messages that are read and not yet written.", example: "1000" }),
    pointsPerMessage: wholeNumber(positive, 1).optional().meta({
      description:
        "Most points of one message. More of them than said here do not fit the buffer, and are lost while InfluxDB is away.",
      example: "10",
      fallback: "1; required for `format: influx`",
    }),
    buffer: wholeNumber(positive, 1).optional().meta({
      description: "Points in memory, about 1.3 KiB each. They have to fit 70 % of its limit of memory.",
      example: "10000",
      fallback: "`undelivered` times `pointsPerMessage`",
    }),
    batch: wholeNumber(positive, 1).optional().meta({
      description: "Points of one write.",
      example: "5000",
      fallback: "half of `undelivered`, at most 5000",
    }),
    maxMessageBytes: wholeNumber(positive, 1).optional().meta({
      description: "Larger messages are left out, and told as errors.",
      example: "1000000",
      fallback: "none is too large",
    }),
    replicas: wholeNumber(positive, 1)
      .prefault(1)
      .meta({ description: "Pods. They share the partitions.", example: "2" }),
    resources: resources.meta({
      description: "What its container asks for, and may have. The buffer is in its memory.",
      expects: "a map with `requests` or `limits`",
      fallback:
        "`100m` and `256Mi` are set aside, and at most `1Gi` it may have; so it is with each that is left out",
    }),
    scheduling,
    home: name("an application of this cluster", "portal").optional().meta({
      description:
        "Application whose points they are: they go where its own are, and the sink has no bucket.",
      fallback: "none: the sink has a bucket of its own",
    }),
    bucket: name("a bucket", "transfers")
      .optional()
      .meta({ description: "Its bucket, which it declares.", fallback: "its name, with `-` as `_`" }),
    retention: retention
      .optional()
      .meta({ description: "Retention of that bucket.", fallback: "`buckets.retention`" }),
  })
  .meta({ expects: "a map with `format` and `topics`" });

/** What stands under `monitoring:kafka`. */
export const kafka = z
  .strictObject({
    clusters: z.record(kubernetesName, cluster).prefault({}).meta({
      description: "Kafkas that Strimzi runs, by name.",
      expects: "a map from names to settings",
      names: "cluster",
    }),
    sinks: z.record(kubernetesName, sink).prefault({}).meta({
      description: "Sinks, by name. Another name is another sink, and reads anew.",
      expects: "a map from names to settings",
      names: "sink",
    }),
  })
  .prefault({})
  .meta({ description: "Kafka.", expects: "a map with `clusters` and `sinks`" });

export type GivenKafka = z.output<typeof kafka>;
