/** Releases that use all there is, for tests of what is declared. */
import type { ClusterSettings } from "../../model/cluster.ts";
import type { ChronografRelease, InfluxdbRelease } from "../../model/releases.ts";

export const clusterSettings: ClusterSettings = { namespace: "monitoring", createNamespace: false };

export const influxdbRelease: InfluxdbRelease = {
  name: "influxdb",
  storage: { size: "20Gi", class: "ssd", retain: true },
  resources: { requests: { cpu: "500m", memory: "2Gi" }, limits: { memory: "4Gi" } },
  scheduling: { nodeSelector: { pool: "kafka" }, tolerations: [{ key: "kafka", operator: "Exists" }] },
  ingress: { host: "influxdb.example.org", className: "nginx", tls: true, annotations: { issuer: "le" } },
  reach: "ingress",
  settings: {},
};

export const chronografRelease: ChronografRelease = {
  name: "monitoring",
  storage: { size: "5Gi", retain: true },
  resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
  scheduling: {},
  ingress: { host: "monitoring.example.org", tls: true, annotations: {} },
  path: "/chronograf",
  organizations: [{ id: "ops", name: "Operations", role: "viewer" }],
  dashboards: new Map([["nodes.dashboard", "{}"]]),
  login: {
    kind: "generic",
    clientId: "abc",
    clientSecret: "client",
    options: { GENERIC_NAME: "gafaelfawr", GENERIC_SCOPES: "openid" },
  },
};
