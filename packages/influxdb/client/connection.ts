import { getCACertificates } from "node:tls";
import type { Dispatcher } from "undici";

export interface TlsOptions {
  /** PEM of certificates that are trusted beside the well-known ones. */
  readonly caCertificate: string | undefined;
  /** PEM of the certificate that this client shows, and of its key. */
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  /** Take any certificate for the server's. */
  readonly skipVerify: boolean;
}

export interface ConnectionOptions {
  readonly url: URL;
  /** Connections kept open at once. */
  readonly concurrency: number;
  readonly tls: TlsOptions;
}

/**
 * Connections to one server, kept alive. They go through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`
 * name; never to this machine itself, as Go's programs do it. The library is loaded here and not before: most starts
 * of a provider send nothing.
 */
export async function connect({ url, concurrency, tls }: ConnectionOptions): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const secure = {
    ...(tls.caCertificate === undefined ? {} : { ca: [...getCACertificates("default"), tls.caCertificate] }),
    ...(tls.clientCertificate === undefined ? {} : { cert: tls.clientCertificate }),
    ...(tls.clientKey === undefined ? {} : { key: tls.clientKey }),
    ...(tls.skipVerify ? { rejectUnauthorized: false } : {}),
  };
  const options = { connections: concurrency, pipelining: 1, connect: secure };
  if (isLoopback(url) || !hasProxy(process.env)) return new Agent(options);
  return new EnvHttpProxyAgent({ ...options, requestTls: secure, proxyTunnel: false });
}

function hasProxy(environment: NodeJS.ProcessEnv): boolean {
  return ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"].some((name) =>
    Boolean(environment[name]),
  );
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
