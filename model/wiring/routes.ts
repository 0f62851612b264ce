/** Does what the alerts find reach anybody? */
import { alerts } from "../alerts/catalogue.ts";
import { severities, type Severity } from "../alerts/definition.ts";
import type { RouteSettings } from "../alerts/settings.ts";
import { setCommand } from "../keys.ts";
import type { ModelSettings } from "../settings.ts";
import { listNames } from "../suggest.ts";
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
  const there = alerts.filter(({ id }) => active.has(id));
  const path = ["alerts", "routes", routes.length, "channels", 0];
  const finding = (of: string, found: string): Finding => ({
    check: "route",
    of,
    where: `${source.file}: monitoring:alerts.routes`,
    found: `${found}, from every cluster and application`,
    expected: "a channel for every severity of every alert",
    mend: setCommand(source, path, channels[0]?.name ?? ""),
  });
  return severities.flatMap((severity) => {
    const having = there.filter((alert) => alert.severities.includes(severity)).map(({ id }) => id);
    const lost = having.filter((id) => !routes.some((route) => takes(route, id, severity, everywhere)));
    // Where nobody listens to a severity at all, that is one thing to say, and to silence.
    if (lost.length > 0 && lost.length === having.length)
      return [finding(severity, `no route that takes ${severity} of any alert: ${listNames(lost)}`)];
    return lost.map((id) => finding(id, `no route that takes ${severity} of alert \`${id}\``));
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
