/** HTTPRoutes of the Gateway API. */
import type { GatewaySettings } from "../../model/releases.ts";

/** Version and kind, as a custom resource names them. */
export const httpRoute = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute" } as const;

/** The route from a host, and the paths below one, to a service. */
export function routeSpec(
  { name, namespace, section, host }: GatewaySettings,
  to: { readonly service: string; readonly port: number; readonly path: string },
) {
  return {
    parentRefs: [
      {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(section === undefined ? {} : { sectionName: section }),
      },
    ],
    hostnames: [host],
    rules: [
      {
        matches: [{ path: { type: "PathPrefix", value: to.path === "" ? "/" : to.path } }],
        backendRefs: [{ name: to.service, port: to.port }],
      },
    ],
  };
}
