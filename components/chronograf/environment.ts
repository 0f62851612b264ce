/** The variables of Chronograf that are secret, or that a user wrote: they are the content of one Secret. */
import type { LoginKind } from "../../model/releases.ts";

export interface ChronografEnvironment {
  /** URL of the server in the cluster. */
  readonly url: string;
  readonly org: string;
  readonly token: string;
  /** Absent where nobody signs in. */
  readonly login?: {
    readonly kind: LoginKind;
    readonly clientId: string;
    readonly clientSecret: string;
    /** What sessions are signed with. */
    readonly tokenSecret: string;
    /** What people open, without the path. */
    readonly publicUrl: string;
    readonly options: Readonly<Record<string, string>>;
  };
}

const prefixes: Readonly<Record<LoginKind, string>> = { github: "GH", google: "GOOGLE", generic: "GENERIC" };

/**
 * The variables by name. All three of the server belong together: without one of them Chronograf takes it for an older
 * server, without credentials. With what belongs to a login, and no login, Chronograf does not start.
 */
export function chronografEnvironment({
  url,
  org,
  token,
  login,
}: ChronografEnvironment): Readonly<Record<string, string>> {
  const server = { INFLUXDB_URL: url, INFLUXDB_ORG: org, INFLUXDB_TOKEN: token };
  if (login === undefined) return server;
  const prefix = prefixes[login.kind];
  return {
    ...server,
    TOKEN_SECRET: login.tokenSecret,
    PUBLIC_URL: login.publicUrl,
    [`${prefix}_CLIENT_ID`]: login.clientId,
    [`${prefix}_CLIENT_SECRET`]: login.clientSecret,
    ...login.options,
  };
}
