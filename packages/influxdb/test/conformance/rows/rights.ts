import type { Json } from "./row.ts";

interface RemoteRight {
  readonly action: string;
  readonly resource: { readonly type: string; readonly id?: string; readonly orgID?: string };
}

/** Rights as the API has them, in the words of a `permissions` input. */
export function declaredRights(remote: Json) {
  return (remote["permissions"] as RemoteRight[]).map(({ action, resource: { type, id, orgID } }) => ({
    action,
    resourceType: type,
    ...(id === undefined ? {} : { resourceId: id }),
    ...(orgID === undefined ? { allOrganizations: true } : {}),
  }));
}
