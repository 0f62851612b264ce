/** From what a stack file says of its agents to what telegraf/ makes configurations of. */
import type { Fault } from "../model/faults.ts";
import type { KeyPath } from "../model/keys.ts";
import { resourceFaults } from "../model/resources.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import type { DocumentFormat } from "../telegraf/documents.ts";
import { apiServerProfile } from "../telegraf/kubernetes.ts";
import { bufferFaults } from "../telegraf/outputs.ts";
import {
  bufferDirectory,
  credentialFile,
  credentialVariable,
  type Credentials,
  nodeResources,
  scriptsDirectory,
  telegrafResources,
} from "../telegraf/pod.ts";
import { type Listener, type Lookup, type Script, vaultToken } from "../telegraf/sources.ts";
import type { AgentDeclarations, NodeDeclaration, TelegrafDeclaration } from "../telegraf/stack.ts";
import { credentialFaults, type CredentialUse } from "./credentials.ts";
import { defined, maybe, present } from "./forms.ts";
import { listenerFaults } from "./listeners.ts";
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
  const agents = defined({ telegraf: maybe(telegraf, telegrafOf), nodes: maybe(telegrafDs, nodesOf) });
  return {
    agents,
    faults: [
      ...(telegraf === undefined ? [] : telegrafFaults(source, partial, telegraf)),
      ...memoryFaults(source, partial, agents),
    ],
  };
}

/** Containers that Kubernetes refuses, and that have no room for their buffers. */
function memoryFaults(
  source: ConfigurationSource,
  partial: PartialConfiguration,
  { telegraf, nodes }: AgentDeclarations,
): readonly Fault[] {
  const agents = [
    { key: "telegraf", declared: telegraf, usualLimit: telegrafResources.limits.memory },
    { key: "telegrafDs", declared: nodes, usualLimit: nodeResources.limits.memory },
  ] as const;
  return agents.flatMap(({ key, declared, usualLimit }) => {
    if (declared === undefined || partial.faulty(key, "resources")) return [];
    const { resources, settings } = declared;
    const { buffer = {} } = settings;
    return [
      ...resourceFaults(source, [key, "resources"], resources),
      ...(partial.faulty(key, "buffer") ? [] : bufferFaults(source, { key, buffer, resources, usualLimit })),
    ];
  });
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
    ...listenerFaults(source, given),
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
  return defined({
    settings: defined({
      intervalSeconds: interval,
      inventory: inventory ? {} : undefined,
      profiles: [
        ...present(given.profiles).flatMap((profile) => profileOf(profile) ?? []),
        ...(given.apiServer ? [apiServerProfile()] : []),
      ],
      sites: maybe(sites, (asked) => probe(asked, { urls: present(asked.urls) })),
      certificates: maybe(certificates, (asked) => probe(asked, { sources: present(asked.sources) })),
      lookups,
      github: maybe(github, githubOf),
      listeners: listenersOf(given),
      scripts: scriptsOf(given),
      jolokia: jolokiaOf(given),
      buffer: defined({
        pointsPerSecond: buffer.pointsPerSecond,
        outageSeconds: buffer.outage,
        directory: maybe(buffer.disk, () => bufferDirectory),
      }),
    }),
    namespaces: maybe(namespaces, present),
    files: named("file"),
    environment: named("variable"),
    apiServer: given.apiServer,
    scripts: Object.fromEntries(
      Object.entries(given.scripts).flatMap(([name, { run }]) => (run === undefined ? [] : [[name, run]])),
    ),
    ports: [github, ...Object.values(given.listeners)].flatMap((listens) => listens?.port ?? []),
    disk: maybe(buffer.disk, (disk) => defined({ size: disk.size, storageClass: disk.class })),
    resources: { ...telegrafResources, ...resourcesOf(given.resources) },
    scheduling: schedulingOf(given.scheduling),
  });
}

function githubOf({ port, path, secret }: NonNullable<Telegraf["github"]>) {
  if (secret === undefined) return undefined;
  return defined({ address: `:${port}`, path, secretVariable: credentialVariable(secret) });
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
  return { ...of, ...defined({ intervalSeconds: interval, timeoutSeconds: timeout, tls: tlsOf(tls) }) };
}

function lookupsOf({ lookups }: Telegraf): Lookup[] {
  return Object.entries(lookups).flatMap(([name, { home, url, format, token, ...rest }]) => {
    if (home === undefined || url === undefined || format === undefined) return [];
    const own = defined({ tokenFile: maybe(token, credentialFile) });
    return [{ ...probe(rest, { name, home, url, format: formatOf(format) }), ...own }];
  });
}

function listenersOf({ listeners }: Telegraf): Listener[] {
  return Object.entries(listeners).flatMap(([name, { home, kind, port, path, format, user }]): Listener[] => {
    if (home === undefined || port === undefined) return [];
    const read = maybe(format, formatOf) ?? ("influx" as const);
    if (kind === "socket") return [{ kind, name, home, address: `tcp://:${port}`, format: read }];
    const caller = maybe(user, ({ name: of, password }) => ({
      name: of,
      passwordVariable: credentialVariable(password),
    }));
    return [defined({ kind, name, home, address: `:${port}`, format: read, path, user: caller })];
  });
}

function scriptsOf({ scripts }: Telegraf): Script[] {
  return Object.entries(scripts).flatMap(([name, { home, interval, timeout, run }]) => {
    if (home === undefined || interval === undefined || run === undefined) return [];
    const times = defined({ intervalSeconds: interval, timeoutSeconds: timeout });
    return [{ name, home, command: [`${scriptsDirectory}/${name}`], ...times }];
  });
}

function jolokiaOf({ jolokia }: Telegraf) {
  return Object.entries(jolokia).flatMap(([name, { home, urls, metrics }]) => {
    if (home === undefined || urls === undefined || metrics === undefined) return [];
    const read = present(metrics).map(({ name: measurement, mbean, paths, tagKeys }) =>
      defined({
        name: measurement,
        mbean,
        paths: maybe(paths, present),
        tagKeys: maybe(tagKeys, present),
      }),
    );
    return [{ name, home, urls: present(urls), metrics: read }];
  });
}

type Format = NonNullable<Telegraf["lookups"][string]["format"]>;

function formatOf({ measurement, fields, tags, timestamp }: Format): DocumentFormat {
  const typed = Object.entries(fields).map(([name, field]) => [name, defined(field)] as const);
  return defined({ measurement, fields: Object.fromEntries(typed), tags, timestamp });
}

function nodesOf(given: Nodes): NodeDeclaration {
  const { interval, namespaces, socket, cadvisor, buffer } = given;
  return defined({
    settings: defined({
      intervalSeconds: interval,
      cadvisor: maybe(cadvisor, present),
      buffer: { pointsPerSecond: buffer.pointsPerSecond, outageSeconds: buffer.outage },
    }),
    namespaces: maybe(namespaces, present),
    socket,
    resources: { ...nodeResources, ...resourcesOf(given.resources) },
    scheduling: schedulingOf(given.scheduling),
  });
}
