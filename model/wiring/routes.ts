/** Does what the alerts find reach anybody? */
import { alerts } from "../alerts/catalogue.ts";
import type { Severity } from "../alerts/definition.ts";
import type { RouteSettings } from "../alerts/settings.ts";
import { setCommand } from "../keys.ts";
import type { ModelSettings } from "../settings.ts";
import type { Model } from "../types.ts";
import type { Finding } from "./findings.ts";

/** Alerts of which a severity reaches no channel. A stack without any channel has not begun to send. */
export function checkRoutes({ tasks, applications }: Model, settings: ModelSettings): readonly Finding[] {
  const { source, environments } = settings;
  const { channels, routes } = settings.alerts;
  if (channels.length === 0) return [];
  const everywhere = {
    clusters: environments.map(({ name }) => name),
    applications: applications.map(({ name }) => name),
  };
  const active = new Set(tasks.filter(({ status }) => status === "active").map(({ id }) => id));
  return alerts
    .filter(({ id }) => active.has(id))
    .flatMap(({ id: of, severities }) => {
      const lost = severities.filter(
        (severity) => !routes.some((route) => takes(route, of, severity, everywhere)),
      );
      if (lost.length === 0) return [];
      const path = ["alerts", "routes", routes.length, "channels", 0];
      return [
        {
          check: "route" as const,
          of,
          where: `${source.file}: monitoring:alerts.routes`,
          found: `no route that takes ${lost.join(" and ")} of alert \`${of}\` from every cluster and application`,
          expected: "a channel for every severity of every alert",
          mend: setCommand(source, path, channels[0]?.name ?? ""),
        },
      ];
    });
}

function takes(
  route: RouteSettings,
  alert: string,
  severity: Severity,
  everywhere: { readonly clusters: readonly string[]; readonly applications: readonly string[] },
): boolean {
  const all = <Item>(list: readonly Item[], needed: readonly Item[]): boolean =>
    list.length === 0 || needed.every((item) => list.includes(item));
  return (
    all(route.severities, [severity]) &&
    all(route.alerts, [alert]) &&
    all(route.clusters, everywhere.clusters) &&
    all(route.applications, everywhere.applications)
  );
}
