/** The whole model from the settings: what should exist, and everything that is wrong with it. */
import { alertSettingsFaults } from "./alerts/faults.ts";
import { capacityFaults, capacitySettingsFaults } from "./capacity/faults.ts";
import { type CapacityEstimate, estimateCapacity } from "./capacity/estimate.ts";
import { ownSinks, sinkHomeFaults, sinkStores } from "./sink-stores.ts";
import { applicationsOf, compare } from "./applications.ts";
import { bucketsOf, internalBuckets } from "./buckets.ts";
import { dbrpsOf } from "./dbrps.ts";
import { checkDownsampling } from "./downsampling.ts";
import type { Fault } from "./faults.ts";
import { keyFault, removeCommand } from "./keys.ts";
import type { ModelSettings } from "./settings.ts";
import { didYouMean, listNames } from "./suggest.ts";
import { taskIdsOf, tasksOf } from "./tasks.ts";
import { agentBuckets, tokenNameFaults, tokensOf } from "./tokens.ts";
import type { Application, Model } from "./types.ts";
import { unsilenced } from "./wiring/findings.ts";
import { checkWiring } from "./wiring/index.ts";
import { checkInputs, type TaskInputs } from "./wiring/inputs.ts";
import { checkRoutes } from "./wiring/routes.ts";

/** What {@link buildModel} gives. */
export interface Built {
  readonly model: Model;
  /** Buckets that agents on the stack's own cluster write, whoever declares them; none where it has no cluster. */
  readonly writable: readonly string[];
  /** How much disk its buckets take; undefined for a client, which declares none. */
  readonly estimate: CapacityEstimate | undefined;
  readonly faults: readonly Fault[];
  /** What is well enough to go on with, and yet to be said. */
  readonly warnings: readonly string[];
}

/**
 * Builds the model and checks it. Faulty parts are left out of the model, so that one fault does not cause others.
 * A `client` declares nothing inside InfluxDB: its server's stack does; what it has are its applications.
 */
export function buildModel(
  settings: ModelSettings,
  inputs: ReadonlyMap<string, TaskInputs> = new Map(),
): Built {
  const { applications, faults: nameFaults } = applicationsOf(settings.environments, internalBuckets);
  // A name that was refused is a fault already: an override of it is not another one.
  const known = { ...settings, namesComplete: settings.namesComplete && nameFaults.length === 0 };
  const { sinks, faults: sinkFaults, findings: sinkFindings } = ownSinks(settings);
  const { stores, faults: storeFaults } = sinkStores(sinks, settings);
  const { buckets, faults: bucketFaults } = bucketsOf(applications, stores, known);
  const { cluster } = settings;
  const writable = cluster === undefined ? [] : agentBuckets(cluster, applications, buckets);
  const declaredFaults = [
    ...nameFaults,
    ...sinkFaults,
    ...storeFaults,
    ...sinkHomeFaults(known, applications),
    ...bucketFaults,
  ];
  if (settings.role === "client") {
    const findings = unsilenced(sinkFindings, settings.silences, settings.source);
    return {
      model: { ...nothing, applications, sinks },
      writable,
      estimate: undefined,
      faults: [...declaredFaults, ...findings],
      warnings: [],
    };
  }
  const { rules, faults: ruleFaults } = checkDownsampling(known, buckets);
  const { tasks, absent: absentAlerts } = tasksOf(applications, buckets, {
    ...settings,
    downsampling: rules,
  });
  const model: Model = {
    applications,
    buckets,
    dbrps: dbrpsOf(buckets),
    tasks,
    tokens: tokensOf({ applications, buckets, tasks }, stores, settings),
    sinks,
    absentAlerts,
    secrets: [...settings.secrets].sort(compare),
  };
  const { source, silences, capacity, volume } = settings;
  const estimate = estimateCapacity({ model, settings, capacity, volume });
  const verdict = capacityFaults(estimate, source);
  // Whoever says nothing of a volume has not asked whether the points fit.
  const boundless = estimate.volume === undefined ? [] : verdict.findings;
  const faults = [
    ...declaredFaults,
    ...taskNameFaults(applications, known),
    ...alertSettingsFaults(applications, known),
    ...ruleFaults,
    ...tokenNameFaults(model.tokens, known),
    ...checkWiring(model),
    ...unsilenced(
      [...checkInputs(model, inputs), ...checkRoutes(model, settings), ...sinkFindings, ...boundless],
      silences,
      source,
    ),
    ...capacitySettingsFaults(model, known, capacity),
    ...verdict.faults,
  ];
  return { model, writable, estimate, faults, warnings: verdict.warnings };
}

const nothing: Model = {
  applications: [],
  buckets: [],
  dbrps: [],
  tasks: [],
  tokens: [],
  sinks: [],
  absentAlerts: [],
  secrets: [],
};

/** Settings of tasks, applications and clusters that do not exist. */
function taskNameFaults(applications: readonly Application[], settings: ModelSettings): readonly Fault[] {
  const { source, tasks, namesComplete } = settings;
  const taskIds = taskIdsOf(settings);
  const clusters = settings.environments.map(({ name }) => name);
  const names = applications.map(({ name }) => name);
  const unknown = (path: readonly string[], name: string, kind: string, known: readonly string[]): Fault =>
    keyFault(source, path, {
      found: `\`${name}\`, which is no ${kind} of this stack`,
      expected: `one of ${listNames(known)}${didYouMean(name, known)}`,
      mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, path)}`,
    });

  const byId = new Map<string, Set<string>>(Object.keys(tasks.tasks).map((id) => [id, new Set()]));
  for (const [application, ids] of Object.entries(tasks.applications)) {
    for (const id of Object.keys(ids)) byId.set(id, (byId.get(id) ?? new Set()).add(application));
  }
  const ofClusters = Object.entries(tasks.clusters)
    .filter(([name]) => namesComplete && !clusters.includes(name))
    .flatMap(([name, ids]) =>
      Object.keys(ids).map((id) => unknown(["tasks", id, "clusters", name], name, "environment", clusters)),
    );
  const ofTasks = [...byId].flatMap(([id, users]) => {
    if (!taskIds.includes(id)) return [unknown(["tasks", id], id, "task", taskIds)];
    if (!namesComplete) return [];
    return [...users]
      .filter((name) => !names.includes(name))
      .map((name) => unknown(["tasks", id, "applications", name], name, "application", names));
  });
  return [...ofTasks, ...ofClusters];
}
