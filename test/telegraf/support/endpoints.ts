/** Small servers in the shape of what telegraf asks. */
import { createServer, type IncomingMessage } from "node:http";
import { listen } from "../../support/listen.ts";

export interface Endpoint {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a server answers for a path; undefined: 404. A text is sent as it is, anything else as JSON. */
export type Answer = (path: string, request: IncomingMessage) => unknown;

/** A server on a loopback port. With `token` it answers 401 to who does not send that. */
export async function startEndpoint(answer: Answer, token?: string): Promise<Endpoint> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    const body = answer(pathname, request);
    if (body === undefined) response.writeHead(404).end();
    else if (typeof body === "string")
      response.setHeader("content-type", "text/plain; version=0.0.4").end(body);
    else response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  const { port, stop } = await listen(server);
  return {
    url: `http://localhost:${port}`,
    stop,
  };
}

/** A port that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const endpoint = await startEndpoint(() => undefined);
  await endpoint.stop();
  return Number(new URL(endpoint.url).port);
}

const created = "2026-01-01T00:00:00Z";

/** A pod as the API server and the kubelet describe it. */
function pod(namespace: string, name: string, node: string | undefined): unknown {
  const running = node !== undefined;
  return {
    metadata: {
      name,
      namespace,
      creationTimestamp: created,
      labels: { app: name, cluster: "label-of-a-pod" },
    },
    spec: {
      ...(running ? { nodeName: node } : {}),
      containers: [
        {
          name: "main",
          image: "ghcr.io/example/main:1.2.3",
          resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "128Mi" } },
        },
        { name: "side", image: "ghcr.io/example/side:1.0.0", resources: {} },
      ],
    },
    status: running
      ? {
          phase: "Running",
          reason: "Because",
          conditions: [{ type: "Ready", status: "True", lastTransitionTime: created }],
          containerStatuses: [
            {
              ...{ name: "main", ready: true, restartCount: 3, image: "ghcr.io/example/main:1.2.3" },
              state: { running: { startedAt: created } },
            },
            {
              ...{ name: "side", ready: false, restartCount: 0, image: "ghcr.io/example/side:1.0.0" },
              state: {
                terminated: { exitCode: 1, reason: "Error", startedAt: created, finishedAt: created },
              },
            },
          ],
        }
      : {
          phase: "Pending",
          conditions: [
            { type: "PodScheduled", status: "False", reason: "Unschedulable", lastTransitionTime: created },
          ],
        },
  };
}

/** Statistics of a pod, as the kubelet's summary has them. */
function statistics(namespace: string, name: string): unknown {
  const disk = { availableBytes: 5_000, capacityBytes: 9_000, usedBytes: 4_000 };
  return {
    podRef: { name, namespace },
    containers: [
      {
        name: "main",
        cpu: { usageNanoCores: 250_000_000, usageCoreNanoSeconds: 1_000 },
        memory: { usageBytes: 80_000_000, workingSetBytes: 70_000_000, rssBytes: 60_000_000 },
        rootfs: disk,
        logs: disk,
      },
    ],
    network: { rxBytes: 1, rxErrors: 0, txBytes: 2, txErrors: 0 },
    volume: [{ name: "data", ...disk }],
  };
}

/** A kubelet of a node, with a pod in each namespace. `cadvisor`: what its exporter says. */
export function kubelet(node: string, namespaces: readonly string[], cadvisor: string): Answer {
  return (path) => {
    if (path === "/pods") return { items: namespaces.map((namespace) => pod(namespace, "web", node)) };
    if (path === "/metrics/cadvisor") return cadvisor;
    if (path !== "/stats/summary") return undefined;
    const nodeStatistics = {
      nodeName: node,
      systemContainers: [{ name: "kubelet", cpu: { usageNanoCores: 1 }, memory: { usageBytes: 1 } }],
      cpu: { usageNanoCores: 2 },
      memory: { availableBytes: 3 },
    };
    return { node: nodeStatistics, pods: namespaces.map((namespace) => statistics(namespace, "web")) };
  };
}

/** An API server: one node, and in each namespace a workload of each kind, a pod with a node and one without. */
export function kubernetesApi(node: string, namespaces: readonly string[]): Answer {
  const list = (...items: readonly unknown[]) => ({ metadata: {}, items });
  const each = (name: string, object: Readonly<Record<string, unknown>>) =>
    list(
      ...namespaces.map((namespace) => ({
        metadata: { name, namespace, creationTimestamp: created },
        ...object,
      })),
    );
  // Telegraf ends where a workload has none; no API server takes such a one.
  const selector = { matchLabels: { app: "a" } };
  const answers: Readonly<Record<string, unknown>> = {
    "/api/v1/nodes": list({
      metadata: { name: node, creationTimestamp: created },
      spec: { unschedulable: false },
      status: {
        conditions: [{ type: "Ready", status: "True" }],
        nodeInfo: { kubeletVersion: "v1.34.0" },
        capacity: { cpu: "4", memory: "8Gi", pods: "110" },
        allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
      },
    }),
    "/api/v1/pods": list(
      ...namespaces.flatMap((namespace) => [
        pod(namespace, "elsewhere", node),
        pod(namespace, "waiting", undefined),
      ]),
    ),
    "/api/v1/persistentvolumeclaims": list(),
    "/apis/apps/v1/deployments": each("web", {
      spec: { replicas: 2, selector },
      status: { availableReplicas: 1, unavailableReplicas: 1 },
    }),
    "/apis/apps/v1/statefulsets": each("db", {
      spec: { replicas: 3, selector },
      status: { replicas: 3, readyReplicas: 2, currentReplicas: 3 },
    }),
    "/apis/apps/v1/daemonsets": each("agent", {
      spec: { selector },
      status: { desiredNumberScheduled: 4, numberReady: 3, numberUnavailable: 1 },
    }),
  };
  return (path) => answers[path];
}

/** A Vault that knows one token. */
export const vault: Answer = (path) =>
  path === "/v1/auth/token/lookup-self"
    ? { data: { ttl: 86_400, creation_ttl: 2_592_000, display_name: "token-of-a-test", renewable: true } }
    : undefined;
