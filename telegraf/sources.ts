/** What an agent asks, runs and listens to, besides exporters. */
import type { Fault } from "../model/faults.ts";
import { type DocumentFormat, formatOptions, type InputFormat } from "./documents.ts";
import { destinationOf, type Placement } from "./placement.ts";
import { type Plugin, use } from "./plugin.ts";
import { exec } from "./plugins/exec.ts";
import { httpListenerV2 } from "./plugins/http-listener-v2.ts";
import { httpResponse } from "./plugins/http-response.ts";
import { http } from "./plugins/http.ts";
import { internal } from "./plugins/internal.ts";
import { jolokia2Agent } from "./plugins/jolokia2-agent.ts";
import { socketListener } from "./plugins/socket-listener.ts";
import { webhooks } from "./plugins/webhooks.ts";
import { x509Cert } from "./plugins/x509-cert.ts";
import { type TlsOptions, tlsOptions } from "./profiles.ts";
import { homeOptions } from "./routing.ts";

/** Sites that must answer. */
export interface SiteProbes {
  readonly urls: readonly string[];
  /** @default the agent's interval */
  readonly intervalSeconds?: number;
  /** @default 10 */
  readonly timeoutSeconds?: number;
  readonly tls?: TlsOptions;
}

/** Servers whose certificates must hold: sites, the API server, kubelets. */
export interface CertificateProbes {
  /** `https://host:port`, `tcp://host:port`, or a file. */
  readonly sources: readonly string[];
  /** @default 3600: certificates change in days */
  readonly intervalSeconds?: number;
  readonly tls?: TlsOptions;
}

/** A document that is asked for. */
export interface Lookup {
  readonly name: string;
  readonly home: string;
  readonly url: string;
  readonly format: DocumentFormat;
  readonly intervalSeconds?: number;
  readonly tokenFile?: string;
  readonly tls?: TlsOptions;
}

/** Something that calls us. */
export type Listener =
  | {
      readonly kind: "http";
      readonly name: string;
      readonly home: string;
      /** `:8186` */
      readonly address: string;
      /** @default `/telegraf` */
      readonly path?: string;
      readonly format: InputFormat;
      /** Who may call: the name of a user, and of the environment variable that holds the password. @default anybody */
      readonly user?: { readonly name: string; readonly passwordVariable: string };
    }
  | {
      readonly kind: "socket";
      readonly name: string;
      readonly home: string;
      /** `tcp://:8094` */
      readonly address: string;
      readonly format: InputFormat;
    };

/** Webhooks of GitHub. */
export interface GithubWebhooks {
  readonly address: string;
  /** @default `/github` */
  readonly path?: string;
  /** Name of the environment variable that holds the secret that GitHub signs with. */
  readonly secretVariable: string;
}

/** A script that prints points in line protocol. */
export interface Script {
  readonly name: string;
  readonly home: string;
  /** Program and its arguments, as they are. */
  readonly command: readonly [string, ...string[]];
  readonly intervalSeconds: number;
  /** @default 30 */
  readonly timeoutSeconds?: number;
}

/** A Java process with a Jolokia agent in it. */
export interface JolokiaSource {
  readonly name: string;
  readonly home: string;
  readonly urls: readonly string[];
  readonly metrics: readonly {
    readonly name: string;
    readonly mbean: string;
    readonly paths?: readonly string[];
    readonly tagKeys?: readonly string[];
  }[];
}

export const siteHome = "telegraf";
export const eventHome = "events";

const seconds = (count: number | undefined): string | undefined =>
  count === undefined ? undefined : `${count}s`;

export function siteProbe({ urls, intervalSeconds, timeoutSeconds = 10, tls }: SiteProbes): Plugin {
  return use(httpResponse, {
    alias: "sites",
    urls: [...urls],
    interval: seconds(intervalSeconds),
    response_timeout: `${timeoutSeconds}s`,
    follow_redirects: true,
    ...tlsOptions(tls),
    ...homeOptions(siteHome),
  });
}

export function certificateProbe({ sources, intervalSeconds = 3_600, tls }: CertificateProbes): Plugin {
  return use(x509Cert, {
    alias: "certificates",
    sources: [...sources],
    interval: `${intervalSeconds}s`,
    timeout: "10s",
    ...tlsOptions(tls),
    ...homeOptions(siteHome),
  });
}

/** What Vault says of a token: how long it holds. Its file is read at each look-up, so a renewed one is seen. */
export function vaultToken(name: string, url: string, tokenFile: string, tls?: TlsOptions): Lookup {
  return {
    name,
    home: siteHome,
    url: `${url.replace(/\/$/, "")}/v1/auth/token/lookup-self`,
    tokenFile,
    intervalSeconds: 3_600,
    ...(tls === undefined ? {} : { tls }),
    format: {
      measurement: "vault_token",
      fields: {
        ttl: { path: "data.ttl", type: "int" },
        creation_ttl: { path: "data.creation_ttl", type: "int" },
      },
      tags: { display_name: "data.display_name", renewable: "data.renewable" },
    },
  };
}

export function lookup({ name, home, url, format, intervalSeconds, tokenFile, tls }: Lookup): Plugin {
  const own = homeOptions(home);
  return use(http, {
    alias: name,
    urls: [url],
    interval: seconds(intervalSeconds),
    timeout: "10s",
    token_file: tokenFile,
    ...tlsOptions(tls),
    ...formatOptions(format),
    ...own,
    tagexclude: [...own.tagexclude, "url"],
  });
}

export function listener(source: Listener): Plugin {
  const { name, home, address, format } = source;
  const common = { alias: name, service_address: address, ...formatOptions(format), ...homeOptions(home) };
  if (source.kind === "socket") return use(socketListener, common);
  const { path = "/telegraf", user } = source;
  return use(httpListenerV2, {
    ...common,
    paths: [path],
    methods: ["POST"],
    basic_username: user?.name,
    basic_password: user === undefined ? undefined : `\${${user.passwordVariable}}`,
  });
}

export function githubWebhooks({ address, path = "/github", secretVariable }: GithubWebhooks): Plugin {
  return use(webhooks, {
    alias: "github",
    service_address: address,
    github: { path, secret: `\${${secretVariable}}` },
    ...homeOptions(eventHome),
  });
}

export function script({ name, home, command, intervalSeconds, timeoutSeconds = 30 }: Script): Plugin {
  return use(exec, {
    alias: name,
    commands: [[...command]],
    interval: `${intervalSeconds}s`,
    timeout: `${timeoutSeconds}s`,
    data_format: "influx",
    log_stderr: true,
    ...homeOptions(home),
  });
}

export function jolokia({ name, home, urls, metrics }: JolokiaSource): Plugin {
  return use(jolokia2Agent, {
    alias: name,
    urls: [...urls],
    metric: metrics.map(({ name: metric, mbean, paths, tagKeys }) => ({
      name: metric,
      mbean,
      paths: paths === undefined ? undefined : [...paths],
      tag_keys: tagKeys === undefined ? undefined : [...tagKeys],
    })),
    ...homeOptions(home),
  });
}

/** What the agent says of itself: whether targets answer, and whether it loses points. */
export function health(): Plugin {
  return use(internal, { alias: "self", collect_memstats: false, ...homeOptions(siteHome) });
}

/** Look-ups and Java processes whose points would be one series, although they are of different things. */
export function sourceFaults(
  { lookups = [], jolokia: javas = [] }: { lookups?: readonly Lookup[]; jolokia?: readonly JolokiaSource[] },
  placement: Placement,
  where: string,
): readonly Fault[] {
  return [...lookupFaults(lookups, placement, where), ...javas.flatMap((java) => beanFaults(java, where))];
}

/** Points of look-ups carry nothing that says which it was but what their format takes for tags. */
function lookupFaults(lookups: readonly Lookup[], placement: Placement, where: string): readonly Fault[] {
  const seen = new Map<string, string>();
  return lookups.flatMap(({ name, home, format: { measurement, fields, tags = {} } }) => {
    if (Object.keys(tags).length > 0) return [];
    const place = destinationOf(home, placement) ?? { bucket: home };
    const keys = Object.keys(fields).map((field) =>
      JSON.stringify([place.bucket, place.application, measurement, field]),
    );
    const other = keys.map((key) => seen.get(key)).find((taken) => taken !== undefined);
    for (const key of keys) seen.set(key, name);
    if (other === undefined) return [];
    return [
      {
        where: `${where}: ${name}`,
        found: `points of \`${measurement}\` that would be of one series with those of look-up ${other}`,
        expected: "measurements, fields or tags by which they are told apart",
        mend: "give it another measurement, or a tag that differs",
      },
    ];
  });
}

/** A pattern finds many beans, whose attributes have the same names. */
function beanFaults({ name, metrics }: JolokiaSource, where: string): readonly Fault[] {
  return metrics
    .filter(({ mbean, tagKeys = [] }) => mbean.includes("*") && tagKeys.length === 0)
    .map(({ mbean }) => ({
      where: `${where}: ${name}`,
      found: `\`${mbean}\`, which may be many MBeans, without \`tagKeys\``,
      expected: "properties of the name by which their points are told apart",
      mend: "name them under `tagKeys`, or write the name of the one MBean",
    }));
}
