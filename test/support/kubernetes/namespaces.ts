/** What a cluster does to namespaces that are deleted: their objects go first, and they with the last of those. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type Client, expectAgreed, type Request } from "./client.ts";

const Namespace = z.looseObject({
  metadata: z.looseObject({ name: z.string(), deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ finalizers: z.array(z.string()).optional() }).optional(),
});

/** Empties and ends deleted namespaces until it is closed, which fails if that failed. */
export function finishNamespaces({ request, watch }: Pick<Client, "request" | "watch">): {
  close(): Promise<void>;
} {
  let closed = false;
  const finishing = new Map<string, Promise<void>>();
  const isClosed = (): boolean => closed;
  watch("/api/v1/namespaces", (object) => {
    const { metadata, spec } = Namespace.parse(object);
    const { name, deletionTimestamp } = metadata;
    if (deletionTimestamp === undefined || spec?.finalizers?.includes("kubernetes") !== true) return;
    if (finishing.has(name)) return;
    const finished = finish(request, name, isClosed).finally(() => finishing.delete(name));
    finishing.set(name, finished);
    finished.catch(() => undefined); // told by `close`
  });
  return {
    close: async () => {
      closed = true;
      await Promise.all(finishing.values());
    },
  };
}

async function finish(request: Request, namespace: string, isClosed: () => boolean): Promise<void> {
  while (!isClosed()) {
    const left: string[] = [];
    for (const collection of await collectionsIn(request, namespace)) {
      await request("DELETE", `${collection}?propagationPolicy=Background`);
      const answer = await request("GET", collection);
      if (answer.status === 404) continue; // a kind that has gone meanwhile
      const { items } = List.parse(expectAgreed(collection, answer).body);
      left.push(...items.map(({ metadata }) => metadata.name));
    }
    if (left.length === 0) break;
    await pause(50); // somebody has to take their finalizers off
  }
  if (isClosed()) return;
  const path = `/api/v1/namespaces/${namespace}`;
  const answer = await request("GET", path);
  if (answer.status === 404) return;
  const found = Namespace.parse(expectAgreed(path, answer).body);
  const finalizers = found.spec?.finalizers?.filter((finalizer) => finalizer !== "kubernetes") ?? [];
  expectAgreed(path, await request("PUT", `${path}/finalize`, { ...found, spec: { finalizers } }));
}

const List = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const Discovery = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional() }),
      versions: z.array(
        z.object({
          version: z.string(),
          resources: z.array(
            z.object({ resource: z.string(), scope: z.string(), verbs: z.array(z.string()) }),
          ),
        }),
      ),
    }),
  ),
});
const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Paths of all that can be deleted in a namespace, by the preferred version of each group. */
async function collectionsIn(request: Request, namespace: string): Promise<string[]> {
  const paths: string[] = [];
  for (const root of ["/api", "/apis"]) {
    const answer = await request("GET", root, undefined, { accept: AGGREGATED });
    for (const { metadata, versions } of Discovery.parse(expectAgreed(root, answer).body).items) {
      const [preferred] = versions;
      for (const { resource, scope, verbs } of preferred?.resources ?? []) {
        if (scope !== "Namespaced" || !verbs.includes("deletecollection")) continue;
        const group = metadata.name === undefined || metadata.name === "" ? "" : `/${metadata.name}`;
        paths.push(`${root}${group}/${preferred?.version ?? ""}/namespaces/${namespace}/${resource}`);
      }
    }
  }
  return paths;
}
