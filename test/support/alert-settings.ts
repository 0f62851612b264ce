/** Stacks with settings of alerts, for tests of their configuration. */
import type { TestContext } from "node:test";
import type { Fault } from "../../model/faults.ts";
import type { AlertSettings } from "../../model/alerts/settings.ts";
import { readStack, type StackUnderTest } from "./configuration.ts";

const secrets = "{ops-url: {secure: v1:x}, auth: {secure: v1:x}, heartbeat-url: {secure: v1:x}}";

/** What faults say of a text that may be a secret. */
export const hidden = "a text that is not shown, because it may be a secret";

/** The command that puts such a text where it belongs. */
export const ask = `pulumi config set --secret --path 'monitoring:secrets["<key>"]' --stack test`;

/** A channel without fault. */
export const ops = "ops: {kind: slack, secret: ops-url}";
export const channels = `channels: {${ops}}`;

export const key = (path: string): string => `monitoring:alerts.${path}`;

/** A stack with secrets and these alerts, of which only the faults of the configuration are asked. */
export function stack(alerts: string): StackUnderTest {
  return { keys: { secrets, alerts }, told: "configuration" };
}

/** The same with one route to `ops` that has these settings too. */
export function withRoute(route: string): StackUnderTest {
  return stack(`{${channels}, routes: [{channels: [ops], ${route}}]}`);
}

export function alertsOf(
  t: TestContext,
  alerts: string,
): { readonly alerts: AlertSettings; readonly faults: readonly Fault[] } {
  const { settings, faults } = readStack(t, stack(alerts));
  return { alerts: settings.declared.alerts, faults };
}
