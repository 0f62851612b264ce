/** Who may do what, as the server itself judges it. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { until } from "../until.ts";
import { expectApplied } from "./apply.ts";
import { expectAgreed, type Request } from "./client.ts";

/** Somebody who acts. */
export type Who =
  | { readonly user: string; readonly groups?: readonly string[] }
  | { readonly serviceAccount: { readonly namespace: string; readonly name: string } };

/** What somebody would do: to objects, or to a path that is none of an object. */
export type Deed =
  | {
      readonly verb: string;
      /** @default the core group */
      readonly group?: string;
      /** In the plural: `pods`. */
      readonly resource: string;
      readonly subresource?: string;
      /** @default all namespaces */
      readonly namespace?: string;
      /** @default all objects */
      readonly name?: string;
    }
  | { readonly verb: string; readonly nonResourceUrl: string };

interface Target {
  readonly request: Request;
}

const Review = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Whether the server would let somebody do that. Rights given just now count only after {@link accessSettled}. */
export async function mayDo({ request }: Target, who: Who, deed: Deed): Promise<boolean> {
  const attributes =
    "nonResourceUrl" in deed
      ? { nonResourceAttributes: { verb: deed.verb, path: deed.nonResourceUrl } }
      : { resourceAttributes: deed };
  const answer = await request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { ...subject(who), ...attributes },
  });
  return Review.parse(expectAgreed("review of access", answer).body).status.allowed;
}

/**
 * Waits until the server judges by all rights that have been given and taken so far: it learns of them a moment
 * later, of each kind in their order. So it is given new ones, and asked until it knows them.
 */
export async function accessSettled(server: Target): Promise<void> {
  const name = `settled-${randomUUID()}`;
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const apiGroup = "rbac.authorization.k8s.io";
  const subjects = [{ apiGroup, kind: "User", name }];
  const rule = (resource: string) => [{ apiGroups: [name], resources: [resource], verbs: ["get"] }];
  for (const [kind, resource] of [
    ["Role", "one"],
    ["ClusterRole", "all"],
  ] as const) {
    const roleRef = { apiGroup, kind, name };
    await expectApplied(server, { apiVersion, kind, metadata: { name }, rules: rule(resource) });
    await expectApplied(server, {
      apiVersion,
      kind: `${kind}Binding`,
      metadata: { name },
      roleRef,
      subjects,
    });
  }
  for (const deed of [
    { verb: "get", group: name, resource: "one", namespace: "default" },
    { verb: "get", group: name, resource: "all" },
  ]) {
    await until(`the server knows the right to ${deed.resource}`, async () =>
      (await mayDo(server, { user: name }, deed)) ? true : undefined,
    );
  }
  const rbac = `/apis/${apiVersion}`;
  for (const path of [
    "namespaces/default/rolebindings",
    "namespaces/default/roles",
    "clusterrolebindings",
    "clusterroles",
  ]) {
    expectAgreed(`end of ${path}`, await server.request("DELETE", `${rbac}/${path}/${name}`));
  }
}

function subject(who: Who): { user: string; groups: readonly string[] } {
  if ("user" in who) return { user: who.user, groups: [...(who.groups ?? []), "system:authenticated"] };
  const { namespace, name } = who.serviceAccount;
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}
