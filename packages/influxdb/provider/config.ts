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
    doc: "URL of the server, `http` or `https`, with its path prefix where it has one. May change without effect on the objects.",
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
} as const satisfies Readonly<Record<string, ConfigProperty>>;

export interface ProviderConfig {
  readonly url: string;
  readonly token: string;
  readonly org: string | undefined;
  readonly healthTimeoutSeconds: number;
  readonly concurrency: number;
}

/** The engine's own keys in a provider's configuration. */
const ENGINE_KEYS = new Set(["version", "pluginDownloadURL", "__internal"]);

/** Configuration with what the environment supplies filled in. The SDKs send anything but strings as JSON text. */
export function completeConfig(given: Values, environment: NodeJS.ProcessEnv): Record<string, Value> {
  const complete: Record<string, Value> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value !== undefined)
      complete[key] = isNumeric(key) && typeof value === "string" ? asNumber(value) : value;
  }
  for (const [key, { environment: names }] of Object.entries(configProperties)) {
    const supplied = names
      .map((name) => environment[name])
      .find((value) => value !== undefined && value !== "");
    if (complete[key] === undefined && supplied !== undefined) complete[key] = supplied;
  }
  return complete;
}

/** Faults of a completed configuration, by key. */
export function configFaults(config: Values): { property: string; reason: string }[] {
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => !ENGINE_KEYS.has(key)));
  const faults = fieldFaults(configProperties, own).map(({ path, reason }) => ({ property: path, reason }));
  const { url, token, concurrency, healthTimeoutSeconds } = config;
  if (typeof url === "string" && !isHttpUrl(url)) {
    faults.push({ property: "url", reason: `expected a URL like http://127.0.0.1:8086, found "${url}"` });
  }
  if (typeof token === "string" && token.trim() === "")
    faults.push({ property: "token", reason: "expected a token, found none" });
  if (typeof concurrency === "number" && (concurrency < 1 || concurrency > 64)) {
    faults.push({ property: "concurrency", reason: `expected 1 to 64, found ${concurrency}` });
  }
  if (typeof healthTimeoutSeconds === "number" && healthTimeoutSeconds < 0) {
    faults.push({
      property: "healthTimeoutSeconds",
      reason: `expected 0 or more, found ${healthTimeoutSeconds}`,
    });
  }
  return faults;
}

/** A completed configuration in its type. Throws on faults: the engine has checked it before. */
export function readConfig(complete: Values): ProviderConfig {
  const [fault] = configFaults(complete);
  if (fault !== undefined) throw new Error(`provider configuration "${fault.property}": ${fault.reason}`);
  const { url, token, org, healthTimeoutSeconds, concurrency } = complete;
  const { healthTimeoutSeconds: wait, concurrency: width } = configProperties;
  if (typeof url !== "string" || typeof token !== "string") throw new Error("the provider is not configured");
  return {
    url,
    token,
    org: typeof org === "string" ? org : undefined,
    healthTimeoutSeconds: typeof healthTimeoutSeconds === "number" ? healthTimeoutSeconds : wait.default,
    concurrency: typeof concurrency === "number" ? concurrency : width.default,
  };
}

/** Whether anything in a configuration is only known during the update. */
export function isUnsettled(config: Values): boolean {
  return Object.values(config).some((value) => value instanceof Unknown);
}

function isNumeric(key: string): boolean {
  return key in configProperties && ["healthTimeoutSeconds", "concurrency"].includes(key);
}

function asNumber(text: string): Value {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
