/**
 * What the agents of an environment write: how many values at each sample, of which measurement, into whose bucket. What
 * alerts read stands in model/collectors; here is how often that is there in a cluster of some size, and what else
 * telegraf/ collects. A value is a field of a point; in InfluxDB 2 each is a series of its own.
 */
import { isOfNoApplication } from "../buckets.ts";
import { shapes } from "../collectors/shapes.ts";
import type { WholeSize } from "./settings.ts";

/** Points of one measurement. */
export interface Stream {
  readonly measurement: string;
  /** Application or bucket they are written to; `*`: each application. */
  readonly home: string;
  /** Values of one sample; of `*` those of all applications together. */
  readonly values: (size: WholeSize) => number;
  /** Seconds between two samples. @default those of the agents */
  readonly everySeconds?: number;
  /** Whether there is one in a stack, and not one in each environment. @default false */
  readonly once?: true;
}

const hour = 3_600;
/** Exporters that have a target for each broker of a usual Kafka. */
const brokers = 3;
/** What telegraf asks or listens to beside exporters, as far as it counts. */
const inputs = 12;

/** What is there more or less often than once, by measurement. */
const counted: Readonly<Record<string, Pick<Stream, "values" | "everySeconds" | "once">>> = {
  // The kubelet's 15, 8 of the state, and 2 for each of 5 conditions.
  kubernetes_pod_container: { values: ({ containers }) => 33 * containers },
  // Those of tokens and configuration count too: two a pod.
  kubernetes_pod_volume: { values: ({ pods }) => 2 * 3 * pods },
  kubernetes_deployment: { values: ({ applications }) => 2 * 3 * applications },
  kubernetes_statefulset: { values: ({ applications }) => 8 * applications },
  kubernetes_daemonset: { values: ({ applications }) => 9 * Math.ceil(applications / 5) },
  disk: { values: ({ nodes }) => 3 * 8 * nodes },
  mem: { values: ({ nodes }) => 34 * nodes },
  system: { values: ({ nodes }) => 6 * nodes },
  // 2 for each of 5 conditions, and what there is and may be used.
  kubernetes_node: { values: ({ nodes }) => 20 * nodes },
  // All that kube-state-metrics has of a pod, its containers, its workload and its volumes.
  prometheus_ksm: { values: ({ pods }) => 40 * pods },
  // Of each control group one metric: containers, and the pods around them.
  prometheus_cadvisor: { values: ({ containers, pods }) => containers + 2 * pods },
  prometheus_kafka: { values: ({ exporterValues }) => brokers * exporterValues },
  prometheus_influxdb2: { values: ({ exporterValues }) => 2 * exporterValues, once: true },
  http_response: { values: ({ applications }) => 5 * applications },
  x509_cert: { values: ({ applications }) => 7 * applications, everySeconds: hour },
  vault_token: { values: () => 2, everySeconds: hour },
  internal_agent: { values: ({ nodes }) => 7 * (nodes + 1) },
  internal_write: { values: ({ nodes }) => 11 * (nodes + 1) },
  internal_prometheus: { values: ({ nodes, applications }) => 3 * (nodes + applications) },
};

/** What nobody is alerted by, but telegraf/ collects. */
const others: readonly Stream[] = [
  { measurement: "kubernetes_pod_network", home: "*", values: ({ pods }) => 4 * pods },
  { measurement: "kubernetes_persistentvolumeclaim", home: "*", values: ({ applications }) => applications },
  ...(
    [
      ["cpu", 11],
      ["diskio", 3 * 14],
      ["kernel", 5],
      ["kubernetes_node_usage", 18],
      ["kubernetes_system_container", 3 * 11],
      ["net", 2 * 9],
      ["pressure", 5 * 4],
    ] as const
  ).map(([measurement, fields]) => ({
    measurement,
    home: "telegraf-ds",
    values: ({ nodes }: WholeSize) => fields * nodes,
  })),
  {
    measurement: "internal_gather",
    home: "telegraf",
    values: ({ nodes }) => 6 * inputs * (nodes + 1),
  },
];

/** Everything that agents write. Of an exporter that is not counted one by one, as much as exporters usually have. */
export const streams: readonly Stream[] = [
  ...shapes
    .filter(({ home }) => !isOfNoApplication(home))
    .map(({ measurement, home, fields }): Stream => ({
      measurement,
      home,
      values: measurement.startsWith("prometheus_")
        ? ({ exporterValues }) => exporterValues
        : () => Object.keys(fields).length,
      ...counted[measurement],
    })),
  ...others,
];
