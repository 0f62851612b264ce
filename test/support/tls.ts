/** Certificates of a private authority, and a TLS server in front of a real one. */
import { createServer, type ServerOptions } from "node:https";
import { generate } from "selfsigned";
import { listen } from "./listen.ts";
import { passOn } from "./pass-on.ts";

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** A certificate authority that nobody knows. */
export async function makeAuthority(name: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + YEAR_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert, key };
}

/** A certificate for this machine and its clients. */
export async function makeCertificate(authority: Certificate, host = "localhost"): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: host }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + YEAR_MS),
    ca: authority,
    extensions: [
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: host },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { cert, key };
}

export interface TlsServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves over TLS what a plain server answers. `clients`: PEM of the authority whose clients alone are let in. */
export async function startTlsServer(
  target: string,
  certificate: Certificate,
  { clients }: { readonly clients?: string } = {},
): Promise<TlsServer> {
  const checked: ServerOptions =
    clients === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: clients };
  const server = createServer({ ...certificate, ...checked }, (incoming, outgoing) => {
    passOn(incoming, outgoing, new URL(incoming.url ?? "/", target));
  });
  const { port, stop } = await listen(server);
  return {
    url: `https://localhost:${port}`,
    stop,
  };
}
