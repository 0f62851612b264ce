/** Settings for tests of the model. */
import { noAlerts } from "../../model/alerts/settings.ts";
import type { ModelSettings } from "../../model/settings.ts";

/** Settings of a server whose one environment enables these applications. */
export function serving(
  applications: readonly string[],
  changes: Partial<ModelSettings> = {},
): ModelSettings {
  return {
    source: { stack: "test", file: "Pulumi.test.yaml" },
    role: "server",
    environments: [
      {
        name: "idfdev",
        applications: applications.map((name) => ({ name, where: `Pulumi.test.yaml: ${name}` })),
      },
    ],
    buckets: {
      retentionSeconds: 7 * 86_400,
      internalRetentionSeconds: 3_600,
      allowDataLoss: false,
      overrides: new Map(),
      extra: new Map(),
    },
    tasks: { tasks: {}, applications: {}, clusters: {} },
    tokens: { graceSeconds: 86_400, rotation: new Map() },
    alerts: noAlerts,
    downsampling: [],
    layout: { kind: "applications" },
    silences: [],
    secrets: [],
    namesComplete: true,
    ...changes,
  };
}
