import * as influxdb from "@pulumi/influxdb";
import * as pulumi from "@pulumi/pulumi";
import { writtenBy } from "../model/tokens.ts";
import type { PermissionSpec, TokenSpec } from "../model/types.ts";
import type { Buckets } from "./buckets.ts";

export interface TokensArgs {
  /** Tokens to declare. */
  readonly tokens: readonly TokenSpec[];
  /** Where the buckets that they reach are declared. */
  readonly buckets: Buckets;
}

/**
 * The tokens of a stack. The server cannot change the rights of a token: other rights are another token, and the one
 * before stays valid for its grace.
 */
export class Tokens extends pulumi.ComponentResource {
  /** Values of the tokens by name; secret. */
  readonly values: Readonly<Record<string, pulumi.Output<string>>>;
  /** Names of the buckets that each may write, by the name of the token. */
  readonly writes: Readonly<Record<string, readonly string[]>>;

  constructor(name: string, args: TokensArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Tokens", name, {}, opts);
    this.values = Object.fromEntries(
      args.tokens.map(({ name: token, description, permissions, graceSeconds, rotation }) => {
        const rights = permissions.map((permission) => right(permission, args.buckets));
        const keepers = rotation === undefined ? undefined : { rotation };
        const inputs = { description, permissions: rights, graceSeconds, keepers };
        const authorization = new influxdb.Authorization(`${name}-${token}`, inputs, { parent: this });
        return [token, pulumi.secret(authorization.token)];
      }),
    );
    this.writes = writtenBy(args.tokens);
    this.registerOutputs({});
  }
}

function right(permission: PermissionSpec, buckets: Buckets): influxdb.PermissionArgs {
  const { action, resource: resourceType } = permission;
  if (permission.resource !== "buckets") return { action, resourceType };
  return { action, resourceType, resourceId: buckets.get(permission.bucket).id };
}
