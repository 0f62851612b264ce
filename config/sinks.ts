/** From what a stack file says of Kafka to settings. */
import type { Fault } from "../model/faults.ts";
import { keyFault, type KeyPath, removeCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import type { KafkaSettings, SinkFormat, SinkSettings, StrimziCluster } from "../model/sink-settings.ts";
import { defined, maybe, present } from "./forms.ts";
import type { GivenKafka } from "./kafka.ts";
import type { PartialConfiguration } from "./partial.ts";
import { resourcesOf, schedulingOf } from "./pods.ts";
import { missingIn } from "./required.ts";

type Cluster = GivenKafka["clusters"][string];
type Sink = GivenKafka["sinks"][string];
type Json = NonNullable<Sink["json"]>;
type Avro = NonNullable<Sink["avro"]>;

interface Context {
  readonly source: ConfigurationSource;
  readonly partial: PartialConfiguration;
}

/** The clusters and sinks that have all they need, and a fault for each thing that another one lacks. */
export function kafkaSettings(
  given: GivenKafka,
  context: Context,
): { readonly kafka: KafkaSettings; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const clusters = Object.entries(given.clusters).flatMap(([name, cluster]) => {
    const path = ["kafka", "clusters", name];
    faults.push(...missingIn(path, cluster, ["bootstrap", "version", "namespace"], context));
    return clusterOf(name, cluster) ?? [];
  });
  const sinks = Object.entries(given.sinks).flatMap(([name, sink]) => {
    const format = formatOf(["kafka", "sinks", name], sink, context);
    faults.push(...format.faults);
    return format.format === undefined ? [] : sinkOf(name, sink, format.format);
  });
  const faultyClusters = [...new Set(sinks.flatMap(({ cluster }) => cluster ?? []))].filter(
    (name) =>
      !clusters.some((cluster) => cluster.name === name) &&
      (Object.hasOwn(given.clusters, name) || context.partial.faulty("kafka", "clusters", name)),
  );
  return { kafka: { clusters, sinks, faultyClusters }, faults };
}

function clusterOf(name: string, given: Cluster): StrimziCluster | undefined {
  const { bootstrap, version, namespace, name: label = name, authentication, authorization, tls } = given;
  if (version === undefined || namespace === undefined || present(bootstrap).length === 0) return undefined;
  return defined({
    ...{ name, label, namespace, version, authentication, authorization },
    bootstrap: present(bootstrap),
    caSecret: tls ? `${label}-cluster-ca-cert` : undefined,
  });
}

function sinkOf(name: string, given: Sink, format: SinkFormat): SinkSettings {
  const { cluster, kafkaVersion, caSecret, declare, group, buffer, batch, maxMessageBytes, bucket } = given;
  const { offset, times, precision, undelivered, pointsPerMessage = 1, replicas } = given;
  return defined({
    ...{ name, offset, format, times, precision, undelivered, pointsPerMessage, replicas },
    brokers: present(given.brokers),
    authentication: authenticationOf(given.authentication),
    topics: present(given.topics),
    patterns: present(given.patterns),
    ...{ cluster, kafkaVersion, caSecret, group, buffer, batch, maxMessageBytes, bucket },
    resources: resourcesOf(given.resources),
    scheduling: schedulingOf(given.scheduling),
    home: given.home,
    retentionSeconds: given.retention,
    declare: maybe(declare, ({ partitions, replicas: copies, retention }) =>
      defined({ partitions, replicas: copies, retentionSeconds: retention }),
    ),
  });
}

function authenticationOf(given: Sink["authentication"]): SinkSettings["authentication"] {
  if (given === undefined) return { kind: "none" };
  const { kind, user = "", secret, key } = given;
  return kind === "tls" ? { kind, secret } : { kind, user, secret, key };
}

/** Which keys of a sink belong to its format. */
const ownKeys = { influx: [], json: ["json"], avro: ["avro"] } as const;

function formatOf(
  path: readonly string[],
  sink: Sink,
  context: Context,
): { readonly format?: SinkFormat; readonly faults: readonly Fault[] } {
  const { format } = sink;
  const needed = [
    "format",
    ...(format === undefined ? [] : ownKeys[format]),
    ...(format === "influx" ? ["pointsPerMessage"] : []),
  ];
  const faults = missingIn(path, sink, needed, context);
  if (sink.authentication?.kind === "scram") {
    faults.push(...missingIn([...path, "authentication"], sink.authentication, ["user"], context));
  }
  if (format === undefined) return { faults };
  for (const key of ["json", "avro"] as const) {
    if (sink[key] === undefined || key === format) continue;
    const here = [...path, key];
    faults.push(
      keyFault(context.source, here, {
        found: `\`${key}\` with \`format: ${format}\``,
        expected: "nothing of another format",
        mend: removeCommand(context.source, here),
      }),
    );
  }
  if (format === "influx") return { format: { kind: format, unit: sink.unit }, faults };
  if (format === "json") {
    if (sink.json === undefined) return { faults };
    const here = [...path, "json"];
    faults.push(...missingIn(here, sink.json, ["measurement", "fields"], context));
    for (const [name, field] of Object.entries(sink.json.fields ?? {})) {
      faults.push(...missingIn([...here, "fields", name], field, ["type"], context));
    }
    return { ...jsonOf(sink.json), faults };
  }
  if (sink.avro === undefined) return { faults };
  const avro = avroOf([...path, "avro"], sink.avro, context);
  return { ...avro, faults: [...faults, ...avro.faults] };
}

function jsonOf({ measurement, fields, tags, timestamp }: Json): { readonly format?: SinkFormat } {
  if (measurement === undefined || fields === undefined) return {};
  const typed = Object.entries(fields).flatMap(([name, { path = name, type, optional }]) =>
    type === undefined ? [] : [[name, { path, type, optional }] as const],
  );
  const named = Object.entries(tags).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, path] as const],
  );
  return {
    format: defined({
      ...{ kind: "json" as const, measurement, timestamp },
      fields: Object.fromEntries(typed),
      tags: Object.fromEntries(named),
    }),
  };
}

function avroOf(
  path: KeyPath,
  { registry, schema, measurement, tags, fields, timestamp, unions }: Avro,
  { source, partial }: Context,
): { readonly format?: SinkFormat; readonly faults: readonly Fault[] } {
  const faulty = partial.faulty(...path, "registry") || partial.faulty(...path, "schema");
  if ((registry === undefined) === (schema === undefined)) {
    const fault = keyFault(source, path, {
      found: registry === undefined ? "neither `registry` nor `schema`" : "`registry` and `schema`",
      expected: "one of the two",
      mend: registry === undefined ? "add one of them" : removeCommand(source, [...path, "schema"]),
    });
    return { faults: faulty ? [] : [fault] };
  }
  return {
    format: defined({
      kind: "avro" as const,
      schema: registry === undefined ? { text: schema ?? "" } : { registry: registry.url },
      tags: present(tags),
      fields: present(fields),
      ...{ unions, measurement, timestamp },
    }),
    faults: [],
  };
}
