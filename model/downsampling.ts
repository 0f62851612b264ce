/** Downsampling: rules of the stack file → buckets of a long history, and tasks that fill them. */
import type { Fault } from "./faults.ts";
import { formatDuration, formatRetention } from "./durations.ts";
import { keyFault, type KeyPath, setCommand } from "./keys.ts";
import { offsetOf } from "./schedule.ts";
import type { ConfigurationSource, DownsamplingSettings, ModelSettings } from "./settings.ts";
import { didYouMean, listNames } from "./suggest.ts";
import type { BucketSpec, TaskSpec } from "./types.ts";

/** Bucket of each destination, in the order of the rules. Rules that share one agree on its retention. */
export function downsampledBuckets({
  downsampling,
  buckets: { allowDataLoss },
}: Pick<ModelSettings, "downsampling" | "buckets">): readonly BucketSpec[] {
  const buckets = new Map<string, BucketSpec>();
  for (const { destination: name, retentionSeconds, source } of downsampling) {
    if (buckets.has(name)) continue;
    const description = `Downsampled from ${source}`;
    buckets.set(name, { name, kind: "downsampled", description, retentionSeconds, allowDataLoss });
  }
  return [...buckets.values()];
}

/** A task for each function of each rule. */
export function downsamplingTasks(rules: readonly DownsamplingSettings[]): readonly TaskSpec[] {
  return rules.flatMap((rule) =>
    rule.functions.map((aggregate): TaskSpec => {
      const name = `downsample/${rule.name}/${aggregate}`;
      const { windowSeconds: everySeconds, latenessSeconds, catchUpSeconds, source, destination } = rule;
      const downsampled = writersOf(rules, source).length > 0;
      return {
        name,
        id: "downsample",
        application: "",
        description: `Downsamples ${source} to ${destination}: ${aggregate}`,
        file: "tasks/downsample.flux",
        everySeconds,
        // What comes later than this is counted by a later run, as far back as `lateness` says.
        offsetSeconds: offsetOf(name, everySeconds, 0),
        status: "active",
        reads: [source],
        writes: [destination],
        params: {
          source,
          target: destination,
          measurements: [...rule.measurements],
          aggregate,
          downsampled,
          every: { seconds: everySeconds },
          lateness: { seconds: latenessSeconds },
          catchUp: { seconds: catchUpSeconds },
        },
      };
    }),
  );
}

/** Rules that write a bucket. */
function writersOf(rules: readonly DownsamplingSettings[], bucket: string): readonly DownsamplingSettings[] {
  return rules.filter(({ destination }) => destination === bucket);
}

/** The rules that fit each other and the buckets, and what is wrong with the others. */
export function checkDownsampling(
  {
    source: file,
    downsampling,
    namesComplete,
  }: Pick<ModelSettings, "source" | "downsampling" | "namesComplete">,
  buckets: readonly BucketSpec[],
): { readonly rules: readonly DownsamplingSettings[]; readonly faults: readonly Fault[] } {
  const retentions = new Map<string, DownsamplingSettings>();
  const faults: Fault[] = [];
  const rules = downsampling.filter((rule) => {
    const path = ["downsampling", rule.name];
    const first = retentions.get(rule.destination) ?? rule;
    retentions.set(rule.destination, first);
    const known = buckets.some(({ name }) => name === rule.source);
    const found = [
      ...(known ? [] : sourceFaults(file, path, rule, namesComplete ? buckets : [])),
      ...retentionFaults(file, path, rule, first),
      ...destinationFaults(file, path, rule, buckets),
      ...reachFaults(file, path, rule, buckets),
      ...(namesComplete ? chainFaults(file, path, rule, writersOf(downsampling, rule.source)) : []),
    ];
    faults.push(...found);
    return known && found.length === 0;
  });
  return { rules, faults };
}

/** `known`: none when faults elsewhere keep some of them out. */
function sourceFaults(
  file: ConfigurationSource,
  path: KeyPath,
  { source }: DownsamplingSettings,
  known: readonly BucketSpec[],
): Fault[] {
  if (known.length === 0) return [];
  const names = known.map(({ name }) => name);
  return [
    keyFault(file, [...path, "source"], {
      found: `bucket \`${source}\`, which this stack does not declare`,
      expected: `one of ${listNames(names)}${didYouMean(source, names)}`,
      mend: `correct the name in ${file.file}`,
    }),
  ];
}

function retentionFaults(
  file: ConfigurationSource,
  path: KeyPath,
  rule: DownsamplingSettings,
  first: DownsamplingSettings,
): Fault[] {
  if (rule.retentionSeconds === first.retentionSeconds) return [];
  const wanted = formatRetention(first.retentionSeconds);
  return [
    keyFault(file, [...path, "retention"], {
      found: formatRetention(rule.retentionSeconds),
      expected: `${wanted}, as rule \`${first.name}\` says of bucket \`${rule.destination}\``,
      mend: setCommand(file, [...path, "retention"], wanted),
    }),
  ];
}

function destinationFaults(
  file: ConfigurationSource,
  path: KeyPath,
  { destination, source }: DownsamplingSettings,
  buckets: readonly BucketSpec[],
): Fault[] {
  const other = buckets.find(({ name, kind }) => name === destination && kind !== "downsampled");
  if (destination !== source && other === undefined) return [];
  return [
    keyFault(file, [...path, "destination"], {
      found: `bucket \`${destination}\`, which ${destination === source ? "the rule reads" : "exists for something else"}`,
      expected: "a bucket of its own: the rule declares it",
      mend: setCommand(file, [...path, "destination"], `${source}_downsampled`),
    }),
  ];
}

/**
 * A rule that reads the points of others takes each function from its own fields: what none of them computes is not there.
 * `writers`: the rules that write its source.
 */
function chainFaults(
  file: ConfigurationSource,
  path: KeyPath,
  { source, functions, measurements }: DownsamplingSettings,
  writers: readonly DownsamplingSettings[],
): Fault[] {
  const [first] = writers;
  if (first === undefined) return [];
  const read = writers.filter(
    ({ measurements: written }) =>
      written.length === 0 ||
      measurements.length === 0 ||
      written.some((name) => measurements.includes(name)),
  );
  const [giver] = read;
  if (giver === undefined) {
    const written = [...new Set(writers.flatMap((writer) => writer.measurements))];
    return [
      keyFault(file, [...path, "measurements"], {
        found: `${listNames(measurements)}, which no rule writes to bucket \`${source}\``,
        expected: `some of ${listNames(written)}`,
        mend: `correct the names in ${file.file}`,
      }),
    ];
  }
  const computed = new Set(read.flatMap((writer) => writer.functions));
  const missing = functions.filter((name) => !computed.has(name));
  return missing.map((name, place) =>
    keyFault(file, [...path, "functions", functions.indexOf(name)], {
      found: `\`${name}\`, which rule \`${giver.name}\` does not write to bucket \`${source}\``,
      expected: `some of ${listNames([...computed])}: each function is made of its own points`,
      // One further place for each, so that all the commands together add them all.
      mend: setCommand(file, ["downsampling", giver.name, "functions", giver.functions.length + place], name),
    }),
  );
}

/** A run reads back as far as it may have to make up for; what the source does not keep that long would be lost. */
function reachFaults(
  file: ConfigurationSource,
  path: KeyPath,
  { source, windowSeconds, latenessSeconds }: DownsamplingSettings,
  buckets: readonly BucketSpec[],
): Fault[] {
  const retention = buckets.find(({ name }) => name === source)?.retentionSeconds ?? 0;
  if (retention === 0 || retention >= windowSeconds + latenessSeconds) return [];
  const kept = `bucket \`${source}\` keeps its points (${formatRetention(retention)})`;
  if (windowSeconds > retention) {
    return [
      keyFault(file, [...path, "window"], {
        found: `${formatDuration(windowSeconds)}, which is longer than ${kept}`,
        expected: "window + lateness at most the retention of the source",
        mend: setCommand(file, [...path, "window"], formatDuration(Math.max(1, Math.floor(retention / 7)))),
      }),
    ];
  }
  return [
    keyFault(file, [...path, "lateness"], {
      found: `window and lateness that are longer than ${kept}`,
      expected: "window + lateness at most the retention of the source",
      mend: setCommand(file, [...path, "lateness"], formatDuration(retention - windowSeconds)),
    }),
  ];
}
