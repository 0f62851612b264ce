/** From what a stack file says of alerts to settings: channels, routes and the heartbeat, checked against each other. */
import { type Severity, severities } from "../model/alerts/definition.ts";
import {
  type AlertSettings,
  authorizedKinds,
  type ChannelKind,
  type ChannelSettings,
  everything,
  type HeartbeatSettings,
  noAlerts,
  type RouteSettings,
} from "../model/alerts/settings.ts";
import type { Fault } from "../model/faults.ts";
import { describeValue, keyFault, removeCommand, setCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { didYouMean, listNames, suggest } from "../model/suggest.ts";
import { type Alerts, defaultApi, type kindOptions } from "./alerts.ts";
import { defined, present } from "./forms.ts";
import { type PartialConfiguration, valueAt } from "./partial.ts";
import { isMap, type RawConfiguration } from "./raw.ts";
import { missingIn } from "./required.ts";
import { checkSecretName, type GivenSecrets } from "./secret-store.ts";

type Channel = Alerts["channels"][string];
type Route = NonNullable<NonNullable<Alerts["routes"]>[number]>;
type Option = keyof typeof kindOptions;

const options = ["to", "from", "topic", "api"] as const satisfies readonly Option[];

/** What belongs to a kind: keys that it must have, and keys that it may have with their defaults. */
const optionsOf: Readonly<
  Partial<
    Record<
      ChannelKind,
      { readonly required: readonly Option[]; readonly defaults: Readonly<Partial<Record<Option, string>>> }
    >
  >
> = {
  email: { required: ["to", "from"], defaults: {} },
  kafka: { required: ["topic"], defaults: {} },
  pagerduty: { required: [], defaults: { api: defaultApi } },
};

interface Context {
  readonly source: ConfigurationSource;
  readonly partial: PartialConfiguration;
  readonly secrets: GivenSecrets;
}

/** The settings of alerts, without their faulty parts, and every fault that the schema does not know of. */
export function alertSettings(
  { source, values }: RawConfiguration,
  partial: PartialConfiguration,
  secrets: GivenSecrets,
): { readonly alerts: AlertSettings; readonly faults: readonly Fault[] } {
  const given = partial.configuration.alerts;
  const context: Context = { source, partial, secrets };
  const faults: Fault[] = [];

  const channels: ChannelSettings[] = [];
  for (const [name, channel] of Object.entries(given.channels)) {
    const read = channelOf(name, channel, context);
    faults.push(...read.faults);
    if (read.channel !== undefined) channels.push(read.channel);
  }
  const written = valueAt(values.get("alerts")?.value, ["channels"]);
  const declared = isMap(written)
    ? Object.keys(written)
    : partial.faulty("alerts", "channels")
      ? undefined
      : [];
  if (declared !== undefined) faults.push(...unknownChannels(given.routes, declared, context));

  const everything = everyRoute(channels);
  // A route with a fault sends everything everywhere here, so that no channel seems to be without one.
  const routes = (given.routes ?? [undefined]).map((route, index) => {
    if (route === undefined) return everything;
    faults.push(...missingIn(["alerts", "routes", index], route, ["channels"], context));
    const names = present(route.channels).filter((name) => channels.some((channel) => channel.name === name));
    return names.length === 0 ? everything : routeOf(route, names);
  });

  const heartbeat = heartbeatOf(given.heartbeat, context);
  faults.push(...heartbeat.faults);
  return {
    alerts: defined({
      channels,
      routes: channels.length === 0 ? [] : routes,
      repeatSeconds: { ...noAlerts.repeatSeconds, ...repeatOf(given.repeat) },
      timeZone: given.timeZone,
      runbooks: given.runbooks,
      heartbeat: heartbeat.settings,
    }),
    faults,
  };
}

function channelOf(
  name: string,
  channel: Channel,
  context: Context,
): { readonly channel?: ChannelSettings; readonly faults: readonly Fault[] } {
  const { source, secrets } = context;
  const { kind, secret, authorization, timeout, resolved } = channel;
  const path = ["alerts", "channels", name];
  const faults = missingIn(path, channel, ["kind", "secret"], context);
  if (kind !== undefined) {
    const own = optionsOf[kind];
    const allowed: readonly Option[] = [...(own?.required ?? []), ...keysOf(own?.defaults ?? {})];
    for (const key of options) {
      if (channel[key] === undefined || allowed.includes(key)) continue;
      faults.push(
        keyFault(source, [...path, key], {
          found: `\`${key}\` in a channel of kind \`${kind}\``,
          expected:
            allowed.length === 0
              ? `no option of another kind: \`${kind}\` has none of its own`
              : `of the options of kinds only those of \`${kind}\`: ${listNames(allowed)}`,
          mend: removeCommand(source, [...path, key]),
        }),
      );
    }
    faults.push(...missingIn(path, channel, own?.required ?? [], context));
    if (authorization !== undefined && !authorizedKinds.includes(kind)) {
      faults.push(
        keyFault(source, [...path, "authorization"], {
          found: `\`authorization\` in a channel of kind \`${kind}\``,
          expected: `none: only ${listNames(authorizedKinds)} send that header`,
          mend: removeCommand(source, [...path, "authorization"]),
        }),
      );
    }
  }
  faults.push(
    ...checkSecretName(secret, [...path, "secret"], secrets, context),
    ...checkSecretName(authorization, [...path, "authorization"], secrets, context),
  );
  if (kind === undefined || secret === undefined) return { faults };
  const { required = [], defaults = {} } = optionsOf[kind] ?? {};
  const chosen = [...required, ...keysOf(defaults)].flatMap((key): [string, string][] => {
    const value = channel[key] ?? defaults[key];
    return value === undefined ? [] : [[key, value]];
  });
  return {
    channel: defined({
      ...{ name, kind, secret, authorization, resolved },
      options: Object.fromEntries(chosen),
      timeoutSeconds: timeout,
    }),
    faults,
  };
}

function keysOf(defaults: Readonly<Partial<Record<Option, string>>>): readonly Option[] {
  return options.filter((key) => defaults[key] !== undefined);
}

/** Names in routes that no channel has. `declared`: all names that are there, also of channels with a fault. */
function unknownChannels(
  routes: Alerts["routes"],
  declared: readonly string[],
  { source }: Context,
): readonly Fault[] {
  return (routes ?? []).flatMap((route, index) =>
    (route?.channels ?? []).flatMap((name, place) => {
      if (name === undefined || declared.includes(name)) return [];
      const path = ["alerts", "routes", index, "channels", place];
      const meant = suggest(name, declared);
      return [
        keyFault(source, path, {
          found: `${describeValue(name)}, which is no channel of this stack`,
          expected: `one of ${listNames(declared)}${didYouMean(name, declared)}`,
          mend:
            meant === undefined
              ? `correct the name in ${source.file}, or declare the channel: ${setCommand(source, ["alerts", "channels", name, "kind"], "slack")}`
              : setCommand(source, path, meant),
        }),
      ];
    }),
  );
}

function everyRoute(channels: readonly ChannelSettings[]): RouteSettings {
  return { ...everything, channels: channels.map(({ name }) => name) };
}

function routeOf(route: Route, channels: readonly string[]): RouteSettings {
  return defined({
    severities: present(route.severities),
    alerts: present(route.alerts),
    clusters: present(route.clusters),
    applications: present(route.applications),
    channels,
    repeatSeconds: repeatOf(route.repeat),
    quiet: route.quiet,
  });
}

function repeatOf(repeat: Alerts["repeat"]): Readonly<Partial<Record<Severity, number>>> {
  if (repeat === undefined) return {};
  const times = severities.flatMap((severity): [Severity, number][] => {
    const seconds = typeof repeat === "number" ? repeat : repeat[severity];
    return seconds === undefined ? [] : [[severity, seconds]];
  });
  return Object.fromEntries(times);
}

function heartbeatOf(
  heartbeat: Alerts["heartbeat"],
  context: Context,
): { readonly settings?: HeartbeatSettings; readonly faults: readonly Fault[] } {
  if (heartbeat === undefined) return { faults: [] };
  const path = ["alerts", "heartbeat"];
  const { secret, every: everySeconds } = heartbeat;
  const faults = [
    ...missingIn(path, heartbeat, ["secret"], context),
    ...checkSecretName(secret, [...path, "secret"], context.secrets, context),
  ];
  return secret === undefined ? { faults } : { settings: { secret, everySeconds }, faults };
}
