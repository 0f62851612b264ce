/** A small program of one application on a cluster, with parts of it changed, and what of it is on the server. */
import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Program } from "../../index.ts";
import type { EngineRun } from "../support/engine.ts";
import { expectAgreed } from "../support/kubernetes/client.ts";
import type { KubernetesServer } from "../support/kubernetes/server.ts";

export const NAMESPACE = "shop";

export interface Parts {
  readonly provider?: Partial<kubernetes.ProviderArgs>;
  readonly greeting?: string;
  readonly replicas?: number;
  /** Value of a label of the Deployment's pods. */
  readonly app?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields of the Deployment's spec that TypeScript would not let through. */
  readonly misspelt?: Readonly<Record<string, unknown>>;
}

/** Path of a kubeconfig in, program out. */
export function application(kubeconfig: string, parts: Parts = {}): Program {
  const { greeting = "hello", replicas = 2, app = "shop", annotations = {}, misspelt = {} } = parts;
  return async () => {
    const connection = { kubeconfig, enableServerSideApply: true, ...parts.provider };
    const provider = new kubernetes.Provider("cluster", connection);
    const space = new kubernetes.core.v1.Namespace("space", { metadata: { name: NAMESPACE } }, { provider });
    const namespace = space.metadata.name;
    const password = new random.RandomPassword("password", { length: 24, special: false });
    const secret = new kubernetes.core.v1.Secret(
      "secret",
      { metadata: { name: "credentials", namespace }, stringData: { password: password.result } },
      { provider },
    );
    const settings = new kubernetes.core.v1.ConfigMap(
      "settings",
      {
        metadata: { namespace },
        data: { greeting, url: pulumi.interpolate`https://me:${password.result}@example.org` },
      },
      { provider },
    );
    const labels = { app };
    const spec = {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "shop",
              image: "registry.example.org/shop:1",
              envFrom: [{ secretRef: { name: secret.metadata.name } }],
              env: [{ name: "SETTINGS", value: settings.metadata.name }],
              // Not as the server writes them.
              resources: { requests: { cpu: "0.5", memory: "1024Mi" }, limits: { memory: "2048Mi" } },
            },
          ],
        },
      },
      ...misspelt,
    };
    const deployment = new kubernetes.apps.v1.Deployment(
      "deployment",
      { metadata: { name: "shop", namespace, annotations }, spec },
      { provider },
    );
    const after = new kubernetes.core.v1.ConfigMap(
      "after",
      { metadata: { name: "after", namespace }, data: { uid: deployment.metadata.uid } },
      { provider },
    );
    return Promise.resolve({ settings: settings.metadata.name, password: password.result, after: after.id });
  };
}

/** Name by which a program calls a resource. */
export function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** What happens to each object, by logical name: what is as it was is left out. */
export function operations({ log }: EngineRun): Record<string, string> {
  const steps = log.steps.filter(
    ({ type, op }) => type.startsWith("kubernetes:") && op !== "same" && op !== "refresh",
  );
  return Object.fromEntries(steps.map(({ urn, op }) => [logicalName(urn), op]));
}

/** Places that differ, by logical name. */
export function differences({ log }: EngineRun): Record<string, string[]> {
  const steps = log.steps.filter(({ type, detailedDiff }) => type.startsWith("kubernetes:") && detailedDiff);
  return Object.fromEntries(
    steps.map(({ urn, detailedDiff }) => [logicalName(urn), Object.keys(detailedDiff ?? {}).sort()]),
  );
}

/** Changes an object as `kubectl edit` does: in another name than the program's. */
export async function edit(server: KubernetesServer, path: string, patch: unknown): Promise<void> {
  expectAgreed(`edit ${path}`, await server.request("PATCH", `${path}?fieldManager=kubectl-edit`, patch));
}

interface Live {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** An object of the server; undefined when there is none. */
export async function find(server: KubernetesServer, path: string): Promise<Live | undefined> {
  const answer = await server.request("GET", path);
  return answer.status === 404 ? undefined : (expectAgreed(path, answer).body as Live);
}

/** Like {@link find}, for what must be there. */
export async function live(server: KubernetesServer, path: string): Promise<Live> {
  const found = await find(server, path);
  assert(found !== undefined, `there is no ${path}`);
  return found;
}

export const paths = {
  namespace: `/api/v1/namespaces/${NAMESPACE}`,
  secret: `/api/v1/namespaces/${NAMESPACE}/secrets/credentials`,
  configMaps: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
  deployment: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/shop`,
};
