/** Where the server is and what opens it. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Fault } from "../model/faults.ts";
import {
  describeValue,
  keyFault,
  type KeyPath,
  namespace,
  removeCommand,
  setCommand,
} from "../model/keys.ts";
import type { ConfigurationSource, Role } from "../model/settings.ts";
import type { PartialConfiguration } from "./partial.ts";
import type { RawConfiguration } from "./raw.ts";
import type { Configuration } from "./schema.ts";
import type { SettingsOptions } from "./options.ts";
import { certificatesOf, type Certificates } from "./tls.ts";
import { readError } from "./yaml.ts";

/** A server and the right to change it. */
export interface Connection<Token> {
  /** Without a slash at its end. */
  readonly url: string;
  /** Name of the organization. */
  readonly org: string;
  /** Admin token of the organization. */
  readonly token: Token;
  /** How long the first change waits for a healthy server, in seconds. */
  readonly healthTimeoutSeconds: number;
  readonly certificates: Certificates;
}

/** Stack whose outputs say where the server is. */
export interface ServerStack {
  /** `<organization>/<project>/<stack>`. */
  readonly stack: string;
}

/** The token stays closed here where it can: configuration hands it over as a secret. */
export type TokenSource =
  | { readonly from: "configuration" }
  | { readonly from: "file"; readonly content: string }
  /** The stack makes it, together with the server. */
  | { readonly from: "release" };

export interface Target {
  readonly connection: Connection<TokenSource> | undefined;
  readonly serverStack: ServerStack | undefined;
  readonly faults: readonly Fault[];
}

/** The command that sets the token. */
function setToken({ stack }: ConfigurationSource): string {
  return `pulumi config set --secret ${namespace}:token --stack ${stack}`;
}

export function connectionOf(
  role: Role,
  raw: RawConfiguration,
  partial: PartialConfiguration,
  options: SettingsOptions,
  installed: { readonly url: string } | undefined,
): Target {
  const { source, values } = raw;
  const { influxdb, server } = partial.configuration;
  const faults = checkToken(raw, partial.configuration);
  const direct = givenKeys(raw, partial.configuration);
  if (role !== "client") {
    if (values.has("server")) {
      faults.push(
        keyFault(source, ["server"], {
          found: `the server of another stack, for role \`${role}\``,
          expected: "`server` only for role `client`; this stack declares its server itself",
          mend: removeCommand(source, ["server"]),
        }),
      );
    }
  } else if (values.has("server")) {
    for (const path of direct) {
      faults.push(
        keyFault(source, path, {
          found: `${path.join(".")} besides server.stack`,
          expected: `one of the two: the server's stack, or ${namespace}:influxdb and ${namespace}:token`,
          mend: removeCommand(source, path),
        }),
      );
    }
    return { connection: undefined, serverStack: server, faults };
  } else if (direct.length === 0 && !partial.faulty("server") && !partial.faulty("influxdb")) {
    faults.push(
      keyFault(source, ["server"], {
        found: "nothing, and no influxdb.url",
        expected: "the stack that declares the server, or influxdb.url, influxdb.org and token",
        mend: setCommand(source, ["server", "stack"], "organization/monitoring/roundtable"),
      }),
    );
    return { connection: undefined, serverStack: undefined, faults };
  }

  const { org, healthTimeoutSeconds } = influxdb;
  const url = influxdb.url ?? installed?.url;
  const optional = options.connection === "optional";
  for (const [key, example] of [
    ["url", "https://influxdb.example.org"],
    ["org", "monitoring"],
  ] as const) {
    if ({ url, org }[key] !== undefined || partial.faulty("influxdb", key)) continue;
    // Of a server that is there already others may tell; one that the stack declares gets it from this file.
    if (optional && installed === undefined) continue;
    faults.push(
      keyFault(source, ["influxdb", key], {
        found: "nothing",
        expected: key === "url" ? "the URL of the server" : "the name of the organization",
        mend:
          key === "url" && source.stack === "local"
            ? startHint
            : setCommand(source, ["influxdb", key], example),
      }),
    );
  }
  if (optional) return { connection: undefined, serverStack: undefined, faults };
  const { certificates, faults: tlsFaults } = certificatesOf(source, influxdb, options.root);
  faults.push(...tlsFaults);
  const token = tokenOf(raw, partial, options.root, installed !== undefined);
  if ("faults" in token)
    return { connection: undefined, serverStack: undefined, faults: [...faults, ...token.faults] };
  const complete = url !== undefined && org !== undefined;
  return {
    connection: complete ? { url, org, token: token.source, healthTimeoutSeconds, certificates } : undefined,
    serverStack: undefined,
    faults,
  };
}

const startHint = "npm start (it runs an InfluxDB on this machine and supplies URL and token)";

/** Which keys of a direct connection are there. */
function givenKeys({ values }: RawConfiguration, { influxdb }: Configuration): KeyPath[] {
  const given = (["url", "org", "tokenFile"] as const).filter((key) => influxdb[key] !== undefined);
  return [...given.map((key) => ["influxdb", key]), ...(values.has("token") ? [["token"]] : [])];
}

/** What can be wrong with the token wherever it is given. Never tells its value. */
export function checkToken({ source, values }: RawConfiguration, { influxdb }: Configuration): Fault[] {
  const token = values.get("token");
  if (token === undefined) return [];
  const faults: Fault[] = [];
  if (!token.secret) {
    faults.push(
      keyFault(source, ["token"], {
        found: "a token in plain text",
        expected: "a secret",
        mend: `${setToken(source)}; whoever has read the file has the token: make a new one`,
      }),
    );
  } else if (typeof token.value !== "string" || !/^\S+$/.test(token.value)) {
    faults.push(
      keyFault(source, ["token"], {
        found: "a secret that is empty or has blanks in it",
        expected: "a token of InfluxDB",
        mend: setToken(source),
      }),
    );
  }
  if (influxdb.tokenFile !== undefined) {
    faults.push(
      keyFault(source, ["influxdb", "tokenFile"], {
        found: `a file besides ${namespace}:token`,
        expected: `one of the two: ${namespace}:token or influxdb.tokenFile`,
        mend: removeCommand(source, ["influxdb", "tokenFile"]),
      }),
    );
  }
  return faults;
}

function tokenOf(
  { source, values }: RawConfiguration,
  partial: PartialConfiguration,
  root: string,
  installed: boolean,
): { readonly source: TokenSource } | { readonly faults: readonly Fault[] } {
  const { tokenFile } = partial.configuration.influxdb;
  if (values.has("token")) return { source: { from: "configuration" } };
  if (tokenFile !== undefined) return readTokenFile(source, tokenFile, resolve(root, tokenFile));
  if (partial.faulty("influxdb", "tokenFile")) return { faults: [] };
  if (installed) return { source: { from: "release" } };
  const fault = keyFault(source, ["token"], {
    found: "nothing, and no influxdb.tokenFile",
    expected: "the admin token of the organization, as a secret",
    mend: source.stack === "local" ? startHint : setToken(source),
  });
  return { faults: [fault] };
}

function readTokenFile(
  source: ConfigurationSource,
  shown: string,
  path: string,
): { readonly source: TokenSource } | { readonly faults: readonly Fault[] } {
  const wrong = (found: string, mend: string): { faults: Fault[] } => ({
    faults: [
      keyFault(source, ["influxdb", "tokenFile"], {
        found: `${describeValue(shown)}: ${found}`,
        expected: "a file with mode 0600 that holds only the token",
        mend,
      }),
    ],
  });
  const write = source.stack === "local" ? startHint : `write the token into ${path}, with mode 0600`;
  try {
    const { mode } = statSync(path);
    // Windows has no such modes, and says 0666 of every file.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      return wrong(`mode 0${(mode & 0o777).toString(8)}, which lets others read it`, `chmod 600 ${path}`);
    }
    const content = readFileSync(path, "utf8").trim();
    return /^\S+$/.test(content)
      ? { source: { from: "file", content } }
      : wrong("a file that is empty or holds more than a token", write);
  } catch (error) {
    return wrong(readError(error), write);
  }
}
