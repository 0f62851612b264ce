/** From what a stack file says of its agents to what telegraf/ makes configurations of. */
import type { Fault } from "../model/faults.ts";
import { keyFault, type KeyPath, setCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import type { DocumentFormat } from "../telegraf/documents.ts";
import { apiServerProfile } from "../telegraf/kubernetes.ts";
import { credentialFile, credentialVariable, type Credentials, scriptsDirectory } from "../telegraf/pod.ts";
import { type Listener, type Lookup, type Script, vaultToken } from "../telegraf/sources.ts";
import type { AgentDeclarations, NodeDeclaration, TelegrafDeclaration } from "../telegraf/stack.ts";
import { credentialFaults, type CredentialUse } from "./credentials.ts";
import { present } from "./forms.ts";
import type { PartialConfiguration } from "./partial.ts";
import { resourcesOf, schedulingOf } from "./pods.ts";
import { profileOf, tlsOf } from "./profiles.ts";
import { missingIn } from "./required.ts";
import type { Configuration } from "./schema.ts";

type Telegraf = NonNullable<Configuration["telegraf"]>;
type Nodes = NonNullable<Configuration["telegrafDs"]>;

/** The agents that a stack file declares, with what is wrong in what it says. */
export function agentDeclarations(
  source: ConfigurationSource,
  partial: PartialConfiguration,
): { readonly agents: AgentDeclarations | undefined; readonly faults: readonly Fault[] } {
  const { telegraf, telegrafDs } = partial.configuration;
  if (telegraf === undefined && telegrafDs === undefined) return { agents: undefined, faults: [] };
  return {
    agents: {
      ...(telegraf === undefined ? {} : { telegraf: telegrafOf(telegraf) }),
      ...(telegrafDs === undefined ? {} : { nodes: nodesOf(telegrafDs) }),
    },
    faults: telegraf === undefined ? [] : telegrafFaults(source, partial, telegraf),
  };
}

/** What each part of it must have. */
const required = {
  sites: ["urls"],
  certificates: ["sources"],
  vault: ["url", "token"],
  github: ["secret"],
  listeners: ["home", "port"],
  lookups: ["home", "url", "format"],
  scripts: ["home", "interval", "run"],
  jolokia: ["home", "urls", "metrics"],
} as const;

const singleParts = ["sites", "certificates", "vault", "github"] as const;
const namedParts = ["listeners", "lookups", "scripts", "jolokia"] as const;

function telegrafFaults(
  source: ConfigurationSource,
  partial: PartialConfiguration,
  given: Telegraf,
): readonly Fault[] {
  const context = { source, partial };
  const missing = [
    ...given.profiles.flatMap((profile, index) =>
      profile === undefined
        ? []
        : missingIn(["telegraf", "profiles", index], profile, ["home", "component"], context),
    ),
    ...singleParts.flatMap((part) => {
      const value = given[part];
      return value === undefined ? [] : missingIn(["telegraf", part], value, required[part], context);
    }),
    ...namedParts.flatMap((part) => {
      const named: Readonly<Record<string, Readonly<Record<string, unknown>>>> = given[part];
      return Object.entries(named).flatMap(([name, value]) =>
        missingIn(["telegraf", part, name], value, required[part], context),
      );
    }),
  ];
  return [
    ...missing,
    ...credentialFaults(source, ["telegraf"], given.credentials, usesOf(given)),
    ...portFaults(source, given),
  ];
}

/** Everywhere that a credential is named, by whether a file or the environment holds it. */
function usesOf(given: Telegraf): readonly (CredentialUse & { readonly as: "file" | "variable" })[] {
  const file = (path: KeyPath, name: string | undefined) =>
    ({ path: ["telegraf", ...path], name, as: "file" }) as const;
  const variable = (path: KeyPath, name: string | undefined) =>
    ({ path: ["telegraf", ...path], name, as: "variable" }) as const;
  const tls = (path: KeyPath, secured: Parameters<typeof tlsOf>[0]) =>
    (["ca", "cert", "key"] as const).map((key) => file([...path, "tls", key], secured?.[key]));
  const { sites, certificates, vault, github, profiles, lookups, listeners } = given;
  return [
    ...profiles.flatMap((profile, index) => [
      ...tls(["profiles", index], profile?.tls),
      file(["profiles", index, "token"], profile?.token),
    ]),
    ...Object.entries({ sites, certificates, vault }).flatMap(([part, value]) => tls([part], value?.tls)),
    file(["vault", "token"], vault?.token),
    variable(["github", "secret"], github?.secret),
    ...Object.entries(lookups).flatMap(([name, value]) => [
      ...tls(["lookups", name], value.tls),
      file(["lookups", name, "token"], value.token),
    ]),
    ...Object.entries(listeners).map(([name, { user }]) =>
      variable(["listeners", name, "user", "password"], user?.password),
    ),
  ];
}

/** Two that listen at one port: the second would not start, and telegraf with it. */
function portFaults(source: ConfigurationSource, { github, listeners }: Telegraf): readonly Fault[] {
  const seen = new Map<number, KeyPath>();
  const all: readonly (readonly [KeyPath, number | undefined])[] = [
    [["telegraf", "github", "port"], github?.port],
    ...Object.entries(listeners).map(
      ([name, { port }]) => [["telegraf", "listeners", name, "port"], port] as const,
    ),
  ];
  return all.flatMap(([path, port]) => {
    if (port === undefined) return [];
    const first = seen.get(port);
    seen.set(port, first ?? path);
    if (first === undefined) return [];
    return [
      keyFault(source, path, {
        found: `port ${port}, which is also that of ${first.join(".")}`,
        expected: "a port of its own for each listener",
        mend: setCommand(source, path, String(port + 1)),
      }),
    ];
  });
}

function telegrafOf(given: Telegraf): TelegrafDeclaration {
  const { interval, inventory, namespaces, sites, certificates, vault, github, buffer, credentials } = given;
  const uses = usesOf(given);
  const named = (as: "file" | "variable"): Credentials =>
    Object.fromEntries(
      Object.entries(credentials).filter(([name]) => uses.some((use) => use.name === name && use.as === as)),
    );
  const lookups = lookupsOf(given);
  const own = tlsOf(vault?.tls);
  if (vault?.url !== undefined && vault.token !== undefined) {
    lookups.push(vaultToken("vault", vault.url, credentialFile(vault.token), own));
  }
  const resources = resourcesOf(given.resources);
  const scheduling = schedulingOf(given.scheduling);
  return {
    settings: {
      intervalSeconds: interval,
      ...(inventory ? { inventory: {} } : {}),
      profiles: [
        ...present(given.profiles).flatMap((profile) => profileOf(profile) ?? []),
        ...(given.apiServer ? [apiServerProfile()] : []),
      ],
      ...(sites === undefined ? {} : { sites: probe(sites, { urls: present(sites.urls) }) }),
      ...(certificates === undefined
        ? {}
        : { certificates: probe(certificates, { sources: present(certificates.sources) }) }),
      lookups,
      ...(github?.secret === undefined
        ? {}
        : {
            github: {
              address: `:${github.port}`,
              ...(github.path === undefined ? {} : { path: github.path }),
              secretVariable: credentialVariable(github.secret),
            },
          }),
      listeners: listenersOf(given),
      scripts: scriptsOf(given),
      jolokia: jolokiaOf(given),
      buffer: { pointsPerSecond: buffer.pointsPerSecond, outageSeconds: buffer.outage },
    },
    ...(namespaces === undefined ? {} : { namespaces: present(namespaces) }),
    files: named("file"),
    environment: named("variable"),
    apiServer: given.apiServer,
    scripts: Object.fromEntries(
      Object.entries(given.scripts).flatMap(([name, { run }]) => (run === undefined ? [] : [[name, run]])),
    ),
    ports: Object.fromEntries([
      ...(github === undefined ? [] : [["github", github.port] as const]),
      ...Object.entries(given.listeners).flatMap(([name, { port }]) =>
        port === undefined ? [] : [[name, port] as const],
      ),
    ]),
    ...(buffer.disk === undefined
      ? {}
      : {
          disk: {
            size: buffer.disk.size,
            ...(buffer.disk.class === undefined ? {} : { storageClass: buffer.disk.class }),
          },
        }),
    ...(resources === undefined ? {} : { resources }),
    ...(scheduling === undefined ? {} : { scheduling }),
  };
}

/** What probes of sites and of certificates have in common. */
function probe<Of extends object>(
  {
    interval,
    timeout,
    tls,
  }: { interval?: number | undefined; timeout?: number | undefined; tls?: Parameters<typeof tlsOf>[0] },
  of: Of,
) {
  const secured = tlsOf(tls);
  return {
    ...of,
    ...(interval === undefined ? {} : { intervalSeconds: interval }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(secured === undefined ? {} : { tls: secured }),
  };
}

function lookupsOf({ lookups }: Telegraf): Lookup[] {
  return Object.entries(lookups).flatMap(([name, { home, url, format, token, ...rest }]) => {
    if (home === undefined || url === undefined || format === undefined) return [];
    const tokenFile = token === undefined ? {} : { tokenFile: credentialFile(token) };
    return [{ ...probe(rest, { name, home, url, format: formatOf(format) }), ...tokenFile }];
  });
}

function listenersOf({ listeners }: Telegraf): Listener[] {
  return Object.entries(listeners).flatMap(([name, { home, kind, port, path, format, user }]): Listener[] => {
    if (home === undefined || port === undefined) return [];
    const read = format === undefined ? "influx" : formatOf(format);
    if (kind === "socket") return [{ kind, name, home, address: `tcp://:${port}`, format: read }];
    const caller =
      user === undefined
        ? {}
        : { user: { name: user.name, passwordVariable: credentialVariable(user.password) } };
    const at = path === undefined ? {} : { path };
    return [{ kind, name, home, address: `:${port}`, format: read, ...at, ...caller }];
  });
}

function scriptsOf({ scripts }: Telegraf): Script[] {
  return Object.entries(scripts).flatMap(([name, { home, interval, timeout, run }]) => {
    if (home === undefined || interval === undefined || run === undefined) return [];
    const most = timeout === undefined ? {} : { timeoutSeconds: timeout };
    return [{ name, home, command: [`${scriptsDirectory}/${name}`], intervalSeconds: interval, ...most }];
  });
}

function jolokiaOf({ jolokia }: Telegraf) {
  return Object.entries(jolokia).flatMap(([name, { home, urls, metrics }]) => {
    if (home === undefined || urls === undefined || metrics === undefined) return [];
    const read = present(metrics).map(({ name: measurement, mbean, paths, tagKeys }) => ({
      name: measurement,
      mbean,
      ...(paths === undefined ? {} : { paths: present(paths) }),
      ...(tagKeys === undefined ? {} : { tagKeys: present(tagKeys) }),
    }));
    return [{ name, home, urls: present(urls), metrics: read }];
  });
}

type Format = NonNullable<Telegraf["lookups"][string]["format"]>;

function formatOf({ measurement, fields, tags, timestamp }: Format): DocumentFormat {
  return {
    measurement,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, { path, type, optional }]) => [
        name,
        { path, type, ...(optional === undefined ? {} : { optional }) },
      ]),
    ),
    ...(tags === undefined ? {} : { tags }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

function nodesOf(given: Nodes): NodeDeclaration {
  const { interval, namespaces, socket, cadvisor, buffer } = given;
  const resources = resourcesOf(given.resources);
  const scheduling = schedulingOf(given.scheduling);
  return {
    settings: {
      intervalSeconds: interval,
      ...(cadvisor === undefined ? {} : { cadvisor: present(cadvisor) }),
      buffer: { pointsPerSecond: buffer.pointsPerSecond, outageSeconds: buffer.outage },
    },
    ...(namespaces === undefined ? {} : { namespaces: present(namespaces) }),
    socket,
    ...(resources === undefined ? {} : { resources }),
    ...(scheduling === undefined ? {} : { scheduling }),
  };
}
