/**
 * A real Kubernetes API server, without anything that acts on its objects: no controllers, no scheduler, no nodes. It
 * checks, keeps and serves objects, and says who may do what. Only namespaces that are deleted are emptied, as a
 * cluster does: they would never go.
 */
import type { ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { lastLines, readIfThere } from "../../../tools/local/files.ts";
import type { Environment } from "../../../tools/toolchain/find.ts";
import { ensureAll } from "../../../tools/toolchain/index.ts";
import { etcd, kubeApiserver } from "../../../tools/toolchain/parts.ts";
import { freePort } from "../../telegraf/support/endpoints.ts";
import { makeAuthority, makeCertificate } from "../tls.ts";
import { expectAgreed, makeClient, type Request } from "./client.ts";
import { finishNamespaces } from "./namespaces.ts";
import { type Keeper, startKeeper } from "./keeper.ts";

/** A running API server, empty but for what it makes itself. */
export interface KubernetesServer {
  readonly url: string;
  /** Path of the certificate of its authority, PEM. */
  readonly ca: string;
  /** Token of `admin`, in the group `system:masters`: may do everything. */
  readonly adminToken: string;
  /** Path of a kubeconfig for that administrator, with the one context `test`. */
  readonly kubeconfig: string;
  /** Talks to the API, as the administrator unless a token is given. */
  readonly request: Request;
  /** A token of a service account that exists, to act as it. */
  token(namespace: string, serviceAccount: string): Promise<string>;
  /** Ends it and removes all it has written. */
  stop(): Promise<void>;
}

const TIMEOUT_SECONDS = 120;
const STORE_LOG = "etcd.log";
const SERVER_LOG = "kube-apiserver.log";

/** Starts an API server, found or built as every part is, and waits until it is ready. `env`: where it is looked for. */
export async function startKubernetes({
  env = process.env,
}: { env?: Environment } = {}): Promise<KubernetesServer> {
  const [store, server] = await ensureAll([etcd, kubeApiserver], { env });
  if (store === undefined || server === undefined) throw new Error("ensureAll gave less than was asked for");
  const keeper = await startKeeper("kubernetes-test-");
  try {
    const files = await writeFiles(keeper.directory);
    await startStore(keeper, store.path);
    for (;;) {
      const started = await startServer(keeper, server.path, files);
      if (started !== undefined) return started;
    }
  } catch (error) {
    await keeper.end();
    throw error;
  }
}

interface Files {
  readonly ca: string;
  readonly caPem: string;
  readonly certificate: string;
  readonly key: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  readonly tokens: string;
  readonly adminToken: string;
}

/** Certificates, keys and tokens of one server. */
async function writeFiles(directory: string): Promise<Files> {
  const authority = await makeAuthority("kubernetes-test");
  const serving = await makeCertificate(authority);
  const accounts = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "sec1", format: "pem" },
  });
  const adminToken = randomBytes(16).toString("hex");
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  return {
    ca: await write("ca.crt", authority.cert),
    caPem: authority.cert,
    certificate: await write("server.crt", serving.cert),
    key: await write("server.key", serving.key),
    serviceAccountKey: await write("accounts.key", accounts.privateKey),
    serviceAccountPublicKey: await write("accounts.pub", accounts.publicKey),
    tokens: await write("tokens.csv", `${adminToken},admin,admin,"system:masters"\n`),
    adminToken,
  };
}

/** The store's socket in the directory. It needs no free port, and nobody else can reach it. */
const STORE = "unix://etcd.sock";
/** The store wants to say where others find it; nobody asks. */
const NOWHERE = "http://127.0.0.1:1";

async function startStore(keeper: Keeper, path: string): Promise<void> {
  await keeper.start({
    path,
    args: [
      "--data-dir=etcd",
      `--listen-client-urls=${STORE}`,
      `--advertise-client-urls=${NOWHERE}`,
      "--listen-peer-urls=unix://peer.sock",
      `--initial-advertise-peer-urls=${NOWHERE}`,
      `--initial-cluster=default=${NOWHERE}`,
      "--unsafe-no-fsync", // what a crash leaves is thrown away
      "--log-level=warn",
    ],
    logFile: join(keeper.directory, STORE_LOG),
  });
}

/** Starts the server; undefined if somebody took its port before it could. */
async function startServer(
  keeper: Keeper,
  path: string,
  files: Files,
): Promise<KubernetesServer | undefined> {
  const { directory } = keeper;
  const port = await freePort(); // the server does not choose one itself
  const url = `https://127.0.0.1:${port}`;
  const process = await keeper.start({
    path,
    args: [
      `--etcd-servers=${STORE}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${directory}`,
      `--tls-cert-file=${files.certificate}`,
      `--tls-private-key-file=${files.key}`,
      `--token-auth-file=${files.tokens}`,
      "--authorization-mode=RBAC",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${files.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      "--service-cluster-ip-range=10.96.0.0/16",
      "--endpoint-reconciler-type=none", // it has no address in a cluster
      "--allow-privileged=true", // as kubeadm sets it
      // They wait for controllers: for the default service account, and to take a finalizer off again.
      "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection",
    ],
    logFile: join(directory, SERVER_LOG),
  });
  const client = makeClient(url, files.caPem, files.adminToken);
  const { request } = client;
  const state = await untilReady(process, request, directory);
  if (state === "port taken") {
    client.close();
    return undefined;
  }
  const namespaces = finishNamespaces(client);
  return {
    url,
    ca: files.ca,
    adminToken: files.adminToken,
    kubeconfig: await writeKubeconfig(directory, url, files),
    request,
    token: (namespace, serviceAccount) => tokenOf(request, namespace, serviceAccount),
    stop: async () => {
      try {
        await namespaces.close();
      } finally {
        client.close();
        await keeper.end();
      }
    },
  };
}

async function untilReady(
  process: ChildProcess,
  request: Request,
  directory: string,
): Promise<"ready" | "port taken"> {
  const deadline = performance.now() + TIMEOUT_SECONDS * 1000;
  let last = "did not answer";
  while (performance.now() < deadline) {
    if (process.exitCode !== null || process.signalCode !== null) {
      const log = await readIfThere(join(directory, SERVER_LOG));
      if (log?.includes("address already in use") === true) return "port taken";
      throw await failure(`ended with ${process.exitCode ?? process.signalCode ?? "nothing"}`, directory);
    }
    try {
      const { status, body } = await request("GET", "/readyz");
      if (status === 200) return "ready";
      last = `answered ${status} ${String(body)}`;
    } catch (error) {
      last = `did not answer: ${String(error)}`;
    }
    await pause(20);
  }
  throw await failure(`was not ready within ${TIMEOUT_SECONDS} s; it ${last}`, directory);
}

async function failure(what: string, directory: string): Promise<Error> {
  const ends = [STORE_LOG, SERVER_LOG].map(
    async (name) => `${name} ends:\n${await lastLines(join(directory, name))}`,
  );
  return new Error([`The Kubernetes API server ${what}.`, ...(await Promise.all(ends))].join("\n"));
}

async function writeKubeconfig(directory: string, url: string, files: Files): Promise<string> {
  const path = join(directory, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    clusters: [
      {
        name: "test",
        cluster: {
          server: url,
          "certificate-authority-data": Buffer.from(files.caPem).toString("base64"),
        },
      },
    ],
    users: [{ name: "admin", user: { token: files.adminToken } }],
  };
  await writeFile(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}

const Granted = z.object({ status: z.object({ token: z.string() }) });

async function tokenOf(request: Request, namespace: string, serviceAccount: string): Promise<string> {
  const answer = await request(
    "POST",
    `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`,
    { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  );
  expectAgreed(`token of service account ${namespace}/${serviceAccount}`, answer);
  return Granted.parse(answer.body).status.token;
}
