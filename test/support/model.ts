/** Settings for tests of the model. */
import { noAlerts } from "../../model/alerts/settings.ts";
import { capacityDefaults, type CapacitySettings } from "../../model/capacity/settings.ts";
import type { ModelSettings } from "../../model/settings.ts";

/** Nothing is known of volumes and rates. */
const noCapacity = {
  ...capacityDefaults,
  volumeBytes: undefined,
  environments: new Map<string, never>(),
  buckets: new Map<string, never>(),
} satisfies CapacitySettings;

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
    cluster: undefined,
    kafka: { clusters: [], sinks: [] },
    capacity: noCapacity,
    volume: undefined,
    silences: [],
    secrets: [],
    namesComplete: true,
    ...changes,
  };
}
