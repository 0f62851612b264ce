/** How an agent in a pod reaches the API server and the kubelet of its node. */
import type { MetricProfile } from "./profiles.ts";

/** Where the API server is. Everything has the default of a pod; tests set it. */
export interface ApiAccess {
  /** @default `https://kubernetes.default.svc` */
  readonly url?: string;
  /** File with the certificate of its authority. @default that of the service account */
  readonly ca?: string;
  /** File with a token. @default that of the service account */
  readonly tokenFile?: string;
}

/** Where the kubelet of the node is. */
export interface KubeletAccess {
  /** @default the node's address from the environment variable `HOST_IP`, port 10250 */
  readonly url?: string;
  /** File with the certificate of its authority. @default none is checked: most kubelets sign their own */
  readonly ca?: string;
  /** File with a token. @default that of the service account */
  readonly tokenFile?: string;
}

const account = "/var/run/secrets/kubernetes.io/serviceaccount";

export const apiDefaults = {
  url: "https://kubernetes.default.svc",
  ca: `${account}/ca.crt`,
  tokenFile: `${account}/token`,
} as const;

export const kubeletDefaults = { url: "https://${HOST_IP}:10250", tokenFile: `${account}/token` } as const;

/** What alerts read of the API server; it has tens of thousands of series more. */
export function apiServerProfile(): MetricProfile {
  return {
    home: "kubernetes",
    component: "apiserver",
    targets: [`${apiDefaults.url}/metrics`],
    metrics: ["apiserver_request_total"],
    tokenFile: apiDefaults.tokenFile,
    tls: { ca: apiDefaults.ca },
  };
}
