/** What is wrong with the settings of alerts, as far as the catalogue and the applications tell. */
import type { Fault } from "../faults.ts";
import { keyFault, type KeyPath, removeCommand, setCommand } from "../keys.ts";
import type { ModelSettings, TaskOverride } from "../settings.ts";
import { didYouMean, listNames } from "../suggest.ts";
import type { Application } from "../types.ts";
import { alertIds, alerts } from "./catalogue.ts";
import { taskIdsOf } from "../tasks.ts";
import { limitFaults } from "./limits.ts";

/** Names in routes that nothing has, channels that nothing is sent to, limits that do not fit. */
export function alertSettingsFaults(
  applications: readonly Application[],
  settings: ModelSettings,
): readonly Fault[] {
  return [
    ...limitFaults(alerts, settings),
    ...routeFaults(applications, settings),
    ...unusedChannels(settings),
    ...servesAllFaults(settings),
    ...deliveryFaults(settings),
  ];
}

function routeFaults(
  applications: readonly Application[],
  { source, alerts: { routes }, environments, namesComplete }: ModelSettings,
): Fault[] {
  const known = {
    alerts: alertIds,
    applications: applications.map(({ name }) => name),
    clusters: environments.map(({ name }) => name),
  };
  return routes.flatMap((route, index) =>
    (["alerts", "applications", "clusters"] as const).flatMap((list) =>
      route[list].flatMap((name, place) => {
        if (known[list].includes(name) || (list !== "alerts" && !namesComplete)) return [];
        const path: KeyPath = ["alerts", "routes", index, list, place];
        const kind = { alerts: "alert", applications: "application", clusters: "environment" }[list];
        return [
          keyFault(source, path, {
            found: `\`${name}\`, which is no ${kind} of this stack`,
            expected: `one of ${listNames(known[list])}${didYouMean(name, known[list])}`,
            mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, path)}`,
          }),
        ];
      }),
    ),
  );
}

function unusedChannels({ source, alerts: { channels, routes } }: ModelSettings): Fault[] {
  return channels
    .filter(({ name }) => !routes.some((route) => route.channels.includes(name)))
    .map(({ name }) =>
      keyFault(source, ["alerts", "channels", name], {
        found: "a channel that no route sends anything to",
        expected: "a route for each channel",
        mend: setCommand(source, ["alerts", "routes", routes.length, "channels", 0], name),
      }),
    );
}

/** A task that serves all applications cannot run at another pace for one of them, nor be switched off for it. */
function servesAllFaults(settings: ModelSettings): Fault[] {
  const { layout, tasks } = settings;
  const own = layout.kind === "shared" ? [] : alerts.filter(({ home }) => home === "*").map(({ id }) => id);
  const shared = taskIdsOf(settings).filter((id) => !own.includes(id));
  return Object.entries(tasks.applications).flatMap(([application, ids]) =>
    Object.entries(ids)
      .filter(([id]) => shared.includes(id))
      .flatMap(([id, override]) =>
        refusedSettings(settings, ["tasks", id, "applications", application], override, {
          refused: alertIds.includes(id)
            ? ["everySeconds", "enabled"]
            : ["everySeconds", "enabled", "limits"],
          found: `a setting of one application for \`${id}\`, whose one task serves all`,
          expected: "none: `limits` of alerts and routes can tell applications apart",
        }),
      ),
  );
}

/** Delivery and heartbeat are no alerts: they have no limits, and their pace is not that of an alert. */
function deliveryFaults(settings: ModelSettings): Fault[] {
  const others = taskIdsOf(settings).filter((id) => !alertIds.includes(id));
  return others.flatMap((id) =>
    refusedSettings(settings, ["tasks", id], settings.tasks.tasks[id] ?? {}, {
      refused: ["everySeconds", "limits"],
      found: `a setting that \`${id}\` does not have`,
      expected: "only `enabled`: deliveries run each minute, the heartbeat as `alerts.heartbeat.every` says",
    }),
  );
}

/** Settings by the name under which the stack file has them. */
const written = { everySeconds: "every", enabled: "enabled", limits: "limits" } as const;

function refusedSettings(
  { source }: ModelSettings,
  path: KeyPath,
  override: TaskOverride,
  {
    refused,
    found,
    expected,
  }: { readonly refused: readonly (keyof TaskOverride)[]; readonly found: string; readonly expected: string },
): Fault[] {
  return refused
    .filter((setting) => override[setting] !== undefined)
    .map((setting) => {
      const key = [...path, written[setting]];
      return keyFault(source, key, { found, expected, mend: removeCommand(source, key) });
    });
}
