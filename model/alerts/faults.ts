/** What is wrong with the settings of alerts, as far as the catalogue and the applications tell. */
import type { Fault } from "../faults.ts";
import { keyFault, type KeyPath, removeCommand, setCommand } from "../keys.ts";
import type { ModelSettings } from "../settings.ts";
import { didYouMean, listNames } from "../suggest.ts";
import type { Application } from "../types.ts";
import { alertIds, alerts } from "./catalogue.ts";
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
function servesAllFaults({ source, layout, tasks }: ModelSettings): Fault[] {
  const own = layout.kind === "shared" ? [] : alerts.filter(({ home }) => home === "*").map(({ id }) => id);
  return Object.entries(tasks.applications).flatMap(([application, ids]) =>
    Object.entries(ids)
      .filter(([id]) => alertIds.includes(id) && !own.includes(id))
      .flatMap(([id, override]) =>
        (["everySeconds", "enabled"] as const).flatMap((setting) => {
          if (override[setting] === undefined) return [];
          const key = setting === "enabled" ? "enabled" : "every";
          const path = ["tasks", id, "applications", application, key];
          return [
            keyFault(source, path, {
              found: `a setting of one application for \`${id}\`, whose one task serves all`,
              expected: "none: `limits` and routes can tell applications apart",
              mend: removeCommand(source, path),
            }),
          ];
        }),
      ),
  );
}
