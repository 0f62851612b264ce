import type { TlsOptions } from "../client/connection.ts";
import { fieldFaults, type Field } from "../definition/types.ts";
import { Unknown, type Value, type Values } from "../definition/values.ts";

interface ConfigProperty extends Field {
  /** Environment variables that supply it where it is not given, in this order. */
  readonly environment: readonly string[];
  readonly default?: Value;
}

/** Configuration of the provider. The names of environment variables are those of InfluxDB's own `influx`. */
export const configProperties = {
  url: {
    type: { type: "string" },
    required: true,
    doc: "URL of the server, `http` or `https`, with its path prefix where it has one, without user and password. May change without effect on the objects.",
    environment: ["INFLUX_HOST"],
  },
  token: {
    type: { type: "string" },
    required: true,
    secret: true,
    doc: "API token with the right to manage what the stack declares. May change without effect on the objects.",
    environment: ["INFLUX_TOKEN"],
  },
  org: {
    type: { type: "string" },
    doc: "Name of the organization that resources belong to unless they name another. A change replaces those resources.",
    environment: ["INFLUX_ORG"],
  },
  healthTimeoutSeconds: {
    type: { type: "integer" },
    doc: "How long the first request waits for the server to be healthy, in seconds. Default: 300.",
    environment: [],
    default: 300,
  },
  concurrency: {
    type: { type: "integer" },
    doc: "Requests under way at once, from 1 to 64. Default: 8; the server writes one after the other, so more buys little.",
    environment: [],
    default: 8,
  },
  caCertificate: {
    type: { type: "string" },
    doc: "Certificates that are trusted for the server beside the well-known ones, as PEM text: those of a private authority. May change without effect on the objects.",
    environment: [],
  },
  clientCertificate: {
    type: { type: "string" },
    doc: "Certificate to show to the server or the proxy in front of it, as PEM text. Needs `clientKey`. May change without effect on the objects.",
    environment: [],
  },
  clientKey: {
    type: { type: "string" },
    secret: true,
    doc: "Private key of `clientCertificate`, as PEM text, not encrypted. May change without effect on the objects.",
    environment: [],
  },
  skipVerify: {
    type: { type: "boolean" },
    doc: "Whether any certificate of the server will do. Whoever is between can then read the token: `caCertificate` is the safe way. Default: false.",
    environment: ["INFLUX_SKIP_VERIFY"],
    default: false,
  },
} as const satisfies Readonly<Record<string, ConfigProperty>>;

export interface ProviderConfig {
  readonly url: string;
  readonly token: string;
  readonly org: string | undefined;
  readonly healthTimeoutSeconds: number;
  readonly concurrency: number;
  readonly tls: TlsOptions;
}

/** The engine's own keys in a provider's configuration. */
const ENGINE_KEYS = new Set(["version", "pluginDownloadURL", "__internal"]);

/** Configuration with what the environment supplies filled in. The SDKs send anything but strings as JSON text. */
export function completeConfig(given: Values, environment: NodeJS.ProcessEnv): Record<string, Value> {
  const complete: Record<string, Value> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value !== undefined) complete[key] = typeof value === "string" ? asTyped(key, value) : value;
  }
  for (const [key, { environment: names }] of Object.entries(configProperties)) {
    const supplied = names
      .map((name) => environment[name])
      .find((value) => value !== undefined && value !== "");
    if (complete[key] === undefined && supplied !== undefined) complete[key] = asTyped(key, supplied);
  }
  return complete;
}

/** Faults of a completed configuration, by key. */
export function configFaults(config: Values): { property: string; reason: string }[] {
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => !ENGINE_KEYS.has(key)));
  const faults = fieldFaults(configProperties, own).map(({ path, reason }) => ({ property: path, reason }));
  const { url, token, concurrency, healthTimeoutSeconds } = config;
  const wrong = { url: urlFault(url), token: tokenFault(token) };
  for (const [property, reason] of Object.entries(wrong)) {
    if (reason !== undefined) faults.push({ property, reason });
  }
  if (typeof concurrency === "number" && (concurrency < 1 || concurrency > 64)) {
    faults.push({ property: "concurrency", reason: `expected 1 to 64, found ${concurrency}` });
  }
  if (typeof healthTimeoutSeconds === "number" && healthTimeoutSeconds < 0) {
    faults.push({
      property: "healthTimeoutSeconds",
      reason: `expected 0 or more, found ${healthTimeoutSeconds}`,
    });
  }
  for (const key of ["caCertificate", "clientCertificate", "clientKey"]) {
    const value = config[key];
    if (typeof value !== "string" || value.includes("-----BEGIN ")) continue;
    // Not shown: it may be a key.
    faults.push({ property: key, reason: 'expected PEM text ("-----BEGIN …"), not the name of a file' });
  }
  for (const [key, other] of [
    ["clientCertificate", "clientKey"],
    ["clientKey", "clientCertificate"],
  ] as const) {
    if (config[key] !== undefined && config[other] === undefined)
      faults.push({ property: other, reason: `required with "${key}", but not given` });
  }
  return faults;
}

/** A completed configuration in its type. Throws on faults: the engine has checked it before. */
export function readConfig(complete: Values): ProviderConfig {
  const [fault] = configFaults(complete);
  if (fault !== undefined) throw new Error(`provider configuration "${fault.property}": ${fault.reason}`);
  const { url, token, org, healthTimeoutSeconds, concurrency, skipVerify } = complete;
  const { healthTimeoutSeconds: wait, concurrency: width } = configProperties;
  if (typeof url !== "string" || typeof token !== "string") throw new Error("the provider is not configured");
  return {
    url,
    token,
    org: textIn(org),
    healthTimeoutSeconds: typeof healthTimeoutSeconds === "number" ? healthTimeoutSeconds : wait.default,
    concurrency: typeof concurrency === "number" ? concurrency : width.default,
    tls: {
      caCertificate: textIn(complete["caCertificate"]),
      clientCertificate: textIn(complete["clientCertificate"]),
      clientKey: textIn(complete["clientKey"]),
      skipVerify: skipVerify === true,
    },
  };
}

/** Whether anything in a configuration is only known during the update. */
export function isUnsettled(config: Values): boolean {
  return Object.values(config).some((value) => value instanceof Unknown);
}

function textIn(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A text as the property's type wants it; left as it is where it does not read as that, so that check can tell. */
function asTyped(key: string, text: string): Value {
  const type = Object.entries(configProperties).find(([name]) => name === key)?.[1].type.type;
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  const number = Number(text);
  return type === "integer" && text.trim() !== "" && Number.isFinite(number) ? number : text;
}

function urlFault(url: Value | undefined): string | undefined {
  if (typeof url !== "string") return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed !== undefined && ["http:", "https:"].includes(parsed.protocol);
  if (isHttp && parsed.username === "" && parsed.password === "") return undefined;
  const expected = "expected a URL like http://127.0.0.1:8086";
  // Not shown: before an @ stands, or may stand, a password.
  return url.includes("@")
    ? `${expected} without user and password, which are never sent ("token" tells the server who asks), found something before an @, not shown`
    : `${expected}, found "${url}"`;
}

/** The token is sent in a header, which takes no other characters: a connection could not even be tried. */
function tokenFault(token: Value | undefined): string | undefined {
  if (typeof token !== "string" || /^[!-~]+$/.test(token)) return undefined;
  return token.trim() === ""
    ? "expected a token, found none"
    : "expected a token of visible ASCII characters, found blanks, line breaks or other characters in it, not shown; what a file or a command gives may end in a line break";
}
