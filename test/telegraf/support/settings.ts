/** Settings of agents that use all there is. */
import { shapes } from "../../../model/collectors/shapes.ts";
import { buildModel } from "../../../model/model.ts";
import { agentBuckets } from "../../../model/tokens.ts";
import type { TelegrafSettings } from "../../../telegraf/agent.ts";
import type { DaemonsetSettings } from "../../../telegraf/daemonset.ts";
import type { DocumentFormat } from "../../../telegraf/documents.ts";
import type { Placement } from "../../../telegraf/placement.ts";
import type { MetricProfile } from "../../../telegraf/profiles.ts";
import { type Lookup, vaultToken } from "../../../telegraf/sources.ts";
import { serving } from "../../support/model.ts";

export const applications: readonly string[] = [
  ...["argocd", "cert-manager", "gafaelfawr", "ingress-nginx", "mobu", "noteburst", "nublado", "qserv-kafka"],
  ...["sasquatch", "strimzi", "telegraf", "telegraf-ds", "times-square", "vault-secrets-operator"],
];

export type LayoutName = "applications" | "shared";

/** The name of the bucket for all. */
export const sharedBucket = "everything";

/** What a stack with these applications has to write to. */
export function placementOf(layout: LayoutName): Placement {
  const chosen =
    layout === "shared"
      ? ({ kind: "shared", bucket: sharedBucket } as const)
      : ({ kind: "applications" } as const);
  const { model } = buildModel(serving(applications, { layout: chosen }));
  return { layout: chosen, applications, buckets: agentBuckets("idfdev", model.applications, model.buckets) };
}

/** Every component whose metrics alerts read, with the application that it belongs to; but the kubelets' cadvisor. */
export const scraped: readonly { readonly component: string; readonly home: string }[] = shapes.flatMap(
  ({ measurement, home }) => {
    const component = /^prometheus_(.+)$/.exec(measurement)?.[1];
    return component === undefined || component === "cadvisor" ? [] : [{ component, home }];
  },
);

interface Files {
  readonly ca: string;
  readonly token: string;
}

const tags = { cluster: "idfdev", environment: "data-dev.lsst.cloud" };
const influxdb = { url: "http://localhost:8086", organization: "test" };

/** A configuration of the one agent in which everything is used. */
export function everything(layout: LayoutName, { ca, token }: Files): TelegrafSettings {
  const profiles = scraped.map(({ component, home }): MetricProfile => ({
    component,
    home,
    targets: [`http://${component}.example.org/metrics`],
  }));
  const prometheus: MetricProfile = {
    home: "monitoring",
    component: "federated",
    targets: ["https://prometheus.example.org/"],
    federate: ['{job="a b"}', "up"],
    labels: { region: "us" },
    renames: { job: "origin" },
    dropLabels: ["prometheus_replica"],
    metrics: ["up", "a_*"],
    only: { job: ["a*"] },
    intervalSeconds: 30,
    tls: { ca, serverName: "prometheus" },
    tokenFile: token,
  };
  const brokers: MetricProfile = {
    home: "sasquatch",
    component: "brokers",
    discovery: { namespace: "sasquatch", labelSelector: "strimzi.io/kind=Kafka", port: 9404 },
  };
  return {
    ...{ tags, influxdb, placement: placementOf(layout), where: "test" },
    profiles: [...profiles, prometheus, brokers],
    sites: { urls: ["https://data.example.org"] },
    certificates: { sources: ["https://data.example.org:443"], tls: { ca } },
    lookups: [
      vaultToken("vault", "https://vault.example.org", token, { ca }),
      prepulls("http://n.example.org"),
    ],
    github: { address: ":1619", secretVariable: "GITHUB_SECRET" },
    listeners: [
      {
        ...{
          kind: "http",
          name: "argocd",
          home: "events",
          address: ":8186",
          path: "/argocd",
          format: clusterEvent,
        },
        user: { name: "argocd", passwordVariable: "CALLER" },
      },
      { kind: "socket", name: "vault-audit", home: "events", address: "tcp://:8094", format: vaultAudit },
    ],
    scripts: [{ name: "validation", home: "events", command: ["/bin/true", "a b"], intervalSeconds: 86_400 }],
    jolokia: [
      {
        ...{ name: "java", home: "sasquatch", urls: ["http://java.example.org/jolokia"] },
        metrics: [{ name: "java_memory", mbean: "java.lang:type=Memory", paths: ["HeapMemoryUsage"] }],
      },
    ],
    inventory: { ca, tokenFile: token },
  };
}

/** A configuration of the agent of a node in which everything is used. */
export function node(layout: LayoutName, { ca, token }: Files): DaemonsetSettings {
  return {
    ...{ tags, influxdb, placement: placementOf(layout), where: "test" },
    kubelet: { ca, tokenFile: token },
    socket: "/run/telegraf/telegraf.sock",
    buffer: { pointsPerSecond: 50, outageSeconds: 3_600 },
  };
}

export const clusterEvent: DocumentFormat = {
  measurement: "cluster_event",
  fields: {
    phase: { path: "phase", type: "string" },
    revision: { path: "revision", type: "string" },
  },
  tags: { app: "app", user: "user" },
};

export const vaultAudit: DocumentFormat = {
  measurement: "vault_audit",
  fields: {
    path: { path: "request.path", type: "string" },
    display_name: { path: "auth.display_name", type: "string" },
    error: { path: "error", type: "string", optional: true },
  },
  tags: { operation: "request.operation", type: "type", mount_type: "request.mount_type" },
};

/** What Nublado's controller says of its pre-puller, as far as a path can say it. */
export function prepulls(url: string): Lookup {
  return {
    ...{ name: "prepulls", home: "nublado", url: `${url}/nublado/spawner/v1/prepulls`, intervalSeconds: 1 },
    format: {
      measurement: "nublado_prepuller",
      fields: {
        pending_images: { path: "images.pending.#", type: "int" },
        images: { path: "images.pending.0.reference", type: "string", optional: true },
      },
    },
  };
}
