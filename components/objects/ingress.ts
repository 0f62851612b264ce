/** The part of both charts' values that makes an Ingress. */
import type { IngressSettings } from "../../model/releases.ts";

/** As the charts have it; one host with one path. */
export interface IngressValues {
  readonly enabled: boolean;
  readonly className?: string;
  readonly hostname?: string;
  readonly path?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tls?: boolean;
  readonly secretName?: string;
}

/** `name`: what the secret with the certificate is called after, where the stack file does not say. */
export function ingressValues(
  ingress: IngressSettings | undefined,
  { name, path }: { readonly name: string; readonly path: string },
): IngressValues {
  if (ingress === undefined) return { enabled: false };
  const { host, className, tls, tlsSecret, annotations } = ingress;
  return {
    enabled: true,
    ...(className === undefined ? {} : { className }),
    hostname: host,
    path: path === "" ? "/" : path,
    annotations: { ...annotations },
    tls,
    ...(tls ? { secretName: tlsSecret ?? `${name}-tls` } : {}),
  };
}
