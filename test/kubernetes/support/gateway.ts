/**
 * HTTPRoutes, as far as one may be said here: the fields that the Gateway API's own definition has of what is declared,
 * and the first ones beside them, so that a field that it does not have is refused.
 * Source: https://gateway-api.sigs.k8s.io/reference/spec/
 */
const text = { type: "string" } as const;
const number = { type: "integer" } as const;
const object = (properties: Readonly<Record<string, unknown>>, required: readonly string[] = []) =>
  ({ type: "object", properties, required }) as const;
const list = (items: object) => ({ type: "array", items }) as const;

const backend = { group: text, kind: text, name: text, namespace: text, port: number, weight: number };
const parent = { group: text, kind: text, name: text, namespace: text, sectionName: text, port: number };
const path = {
  type: { type: "string", enum: ["Exact", "PathPrefix", "RegularExpression"] },
  value: { type: "string", maxLength: 1024, pattern: "^/" },
};

export const httpRoutes = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "httproutes.gateway.networking.k8s.io",
    // Without it the server refuses kinds of Kubernetes' own groups.
    annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api/pull/3328" },
  },
  spec: {
    group: "gateway.networking.k8s.io",
    scope: "Namespaced",
    names: { kind: "HTTPRoute", plural: "httproutes", singular: "httproute" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: object({
            spec: object({
              parentRefs: list(object(parent, ["name"])),
              hostnames: list({ type: "string", maxLength: 253 }),
              rules: list(
                object({
                  matches: list(object({ path: object(path), method: text })),
                  backendRefs: list(object(backend, ["name"])),
                }),
              ),
            }),
          }),
        },
      },
    ],
  },
};
