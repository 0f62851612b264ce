/** How to reach a cluster, as a kubeconfig says it. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";

export interface Connection {
  /** `https://…` or `http://…`. */
  readonly url: string;
  /** PEM. @default the authorities that Node.js knows */
  readonly ca?: string;
  readonly skipVerify: boolean;
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
  /** Namespace of the context. */
  readonly namespace?: string;
}

const text = z.string().optional();

const Kubeconfig = z.object({
  "current-context": text,
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: text, user: text, namespace: text }) }))
    .default([]),
  clusters: z
    .array(
      z.object({
        name: z.string(),
        cluster: z.object({
          server: z.string(),
          "certificate-authority": text,
          "certificate-authority-data": text,
          "insecure-skip-tls-verify": z.boolean().default(false),
        }),
      }),
    )
    .default([]),
  users: z
    .array(
      z.object({
        name: z.string(),
        user: z.object({
          token: text,
          tokenFile: text,
          "client-certificate": text,
          "client-certificate-data": text,
          "client-key": text,
          "client-key-data": text,
          exec: z.unknown().optional(),
          "auth-provider": z.unknown().optional(),
        }),
      }),
    )
    .default([]),
});

/**
 * The connection of a context.
 *
 * @param given Content or path of the kubeconfig. @default `~/.kube/config`
 * @param context Name of the context. @default the current one
 * @param cluster Name of the cluster. @default the one of the context
 */
export function connectionOf(given: string | undefined, context?: string, cluster?: string): Connection {
  const place = given ?? join(homedir(), ".kube", "config");
  const isContent = /[\n{]/.test(place);
  if (!isContent && !existsSync(place)) throw new Error(`kubeconfig ${place}: there is no such file`);
  // Not shown where it is the content: it holds credentials.
  const name = isContent ? "the kubeconfig" : `kubeconfig ${place}`;
  const parsed = Kubeconfig.safeParse(load(isContent ? place : readFileSync(place, "utf8")));
  if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
  const config = parsed.data;

  const current = find(config.contexts, context ?? config["current-context"], `context of ${name}`).context;
  const server = find(config.clusters, cluster ?? current.cluster, `cluster of ${name}`).cluster;
  const { user } = find(config.users, current.user, `user of ${name}`);
  if (user.exec !== undefined || user["auth-provider"] !== undefined)
    throw new Error(
      `${name}: expected a token or a client certificate; programs that log in are not run here`,
    );

  const base = isContent ? process.cwd() : dirname(resolve(place));
  const pem = (data: string | undefined, path: string | undefined) =>
    data === undefined ? fileOf(base, path) : Buffer.from(data, "base64").toString("utf8");
  const token = user.token ?? fileOf(base, user.tokenFile)?.trim();
  const ca = pem(server["certificate-authority-data"], server["certificate-authority"]);
  const certificate = pem(user["client-certificate-data"], user["client-certificate"]);
  const key = pem(user["client-key-data"], user["client-key"]);
  return {
    url: server.server,
    skipVerify: server["insecure-skip-tls-verify"],
    ...(ca === undefined ? {} : { ca }),
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(current.namespace === undefined ? {} : { namespace: current.namespace }),
  };
}

function find<T extends { readonly name: string }>(
  items: readonly T[],
  name: string | undefined,
  what: string,
): T {
  const item = items.find((candidate) => candidate.name === name);
  if (item !== undefined) return item;
  const known = items.map((candidate) => candidate.name).join(", ") || "none";
  throw new Error(`${what}: expected one of ${known}, found ${name ?? "no name"}`);
}

function fileOf(base: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(resolve(base, path), "utf8");
}
