/** What is wrong with an estimate: too much for the volume, or without a bound; and names that nothing has. */
import { formatDuration, formatRetention } from "../durations.ts";
import type { Fault } from "../faults.ts";
import { keyFault, type KeyPath, keyText, removeCommand, setCommand, whereKey } from "../keys.ts";
import type { ConfigurationSource, ModelSettings } from "../settings.ts";
import { didYouMean, listNames } from "../suggest.ts";
import type { Model } from "../types.ts";
import type { BucketEstimate, CapacityEstimate, Volume } from "./estimate.ts";
import type { CapacitySettings } from "./settings.ts";
import { sizeText } from "./sizes.ts";
import { horizonSeconds, liveBytes } from "./storage.ts";
import { runsBucket, sum } from "./tasks.ts";

/** A bucket that grows for ever. Somebody may mean it: `monitoring:wiring.ignore`. */
export interface CapacityFinding extends Fault {
  readonly check: "capacity";
  /** Name of the bucket. */
  readonly of: string;
}

/** What is to be said of an estimate. */
export interface CapacityVerdict {
  /** Too much for the volume: stops the run. */
  readonly faults: readonly Fault[];
  /** Stops the run unless it is silenced. */
  readonly findings: readonly CapacityFinding[];
  /** Sentences for a preview, which goes on. */
  readonly warnings: readonly string[];
}

const day = 86_400;
const gibibyte = 2 ** 30;
/** How many buckets are named. */
const named = 5;

/** What has to be said of an estimate before anything is changed. */
export function capacityFaults(estimate: CapacityEstimate, source: ConfigurationSource): CapacityVerdict {
  const { volume, totalBytes, thresholds, buckets } = estimate;
  const findings = buckets.flatMap((bucket) => boundlessFindings(bucket, source));
  const unknown = volume === undefined ? [] : buckets.flatMap((bucket) => unknownRate(bucket, source));
  const share = volume === undefined ? 0 : totalBytes / volume.bytes;
  if (volume === undefined || share <= Math.min(thresholds.warn, thresholds.refuse))
    return { faults: [], findings, warnings: unknown };
  const fault = keyFault(source, ["capacity"], {
    found: `${sizeText(totalBytes)} of points, ${percent(share)} of the volume of ${sizeText(volume.bytes)}; most in ${largest(buckets)}`,
    expected: `at most ${percent(share > thresholds.refuse ? thresholds.refuse : thresholds.warn)}: on a full volume InfluxDB refuses every write, and to compact a shard it needs as much space as the shard`,
    mend: mendsOf(estimate, volume, source),
  });
  if (share > thresholds.refuse) return { faults: [fault], findings, warnings: unknown };
  return { faults: [], findings, warnings: [sentence(fault), ...unknown] };
}

function sentence({ where, found, expected, mend }: Fault): string {
  return `${where}: ${found}. Expected: ${expected}. To mend: ${mend}`;
}

/** A bucket of sinks of which nobody said what it gets: to the estimate it is empty, however fast it grows. */
function unknownRate({ bucket, ofSinks, rate }: BucketEstimate, source: ConfigurationSource): string[] {
  if (!ofSinks || rate !== "unknown") return [];
  const path = ["capacity", "buckets", bucket, "valuesPerSecond"];
  const fault = keyFault(source, path, {
    found: `nothing, for bucket \`${bucket}\`, which Kafka sinks fill, so it counts as empty`,
    expected: "the values that are written to it in a second: fields of a message times messages",
    mend: setCommand(source, path, "50"),
  });
  return [sentence(fault)];
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function largest(buckets: readonly BucketEstimate[]): string {
  const list = buckets
    .slice(0, named)
    .map(
      ({ bucket, liveBytes: bytes, retentionSeconds }) =>
        `\`${bucket}\` ${sizeText(bytes)} (${formatRetention(retentionSeconds)})`,
    );
  const left = buckets.length - list.length;
  return `${list.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

/** Whatever helps, what costs nothing first. */
function mendsOf(estimate: CapacityEstimate, volume: Volume, source: ConfigurationSource): string {
  const { totalBytes, thresholds } = estimate;
  const most = Math.min(thresholds.warn, thresholds.refuse);
  const shorter = shorterRetention(estimate, most * volume.bytes);
  const enough = `${Math.ceil(totalBytes / most / gibibyte)}Gi`;
  const environment = `${keyText(["capacity", "environments"])}.<name>`;
  return [
    ...(shorter === undefined
      ? []
      : [`keep points for less time: ${setCommand(source, shorter.key, formatDuration(shorter.seconds))}`]),
    `enlarge the volume: ${setCommand(source, volume.key, enough)}`,
    `let agents sample less often, and say so at ${environment}.interval`,
    `or say what was measured at ${environment}.valuesPerSecond`,
  ].join("; ");
}

/** The key whose retention holds for most bytes, and the longest one of whole days with which all fits; undefined if none. */
function shorterRetention(
  { buckets, totalBytes }: CapacityEstimate,
  mostBytes: number,
): { readonly key: KeyPath; readonly seconds: number } | undefined {
  const groups = Map.groupBy(
    buckets.filter(({ retentionKey }) => retentionKey !== undefined),
    ({ retentionKey }) => keyText(retentionKey ?? []),
  );
  const [group = []] = [...groups.values()].sort((a, b) => bytesOf(b) - bytesOf(a));
  const [first] = group;
  if (first?.retentionKey === undefined) return undefined;
  const others = totalBytes - bytesOf(group);
  const now = first.retentionSeconds === 0 ? horizonSeconds : first.retentionSeconds;
  for (let days = Math.ceil(now / day) - 1; days >= 1; days--) {
    const seconds = days * day;
    const bytes = sum(group.map((bucket) => liveBytes({ ...bucket, retentionSeconds: seconds })));
    if (others + bytes <= mostBytes) return { key: first.retentionKey, seconds };
  }
  return undefined;
}

function bytesOf(buckets: readonly BucketEstimate[]): number {
  return sum(buckets.map((bucket) => bucket.liveBytes));
}

function boundlessFindings(estimate: BucketEstimate, source: ConfigurationSource): CapacityFinding[] {
  const { bucket: of, retentionSeconds, retentionKey: key, rate } = estimate;
  if (retentionSeconds !== 0 || key === undefined) return [];
  const growth =
    rate === "unknown"
      ? "of which nobody said how fast it grows"
      : `grows by ${sizeText(estimate.liveBytes)} a year`;
  return [
    {
      check: "capacity",
      of,
      where: whereKey(source, key),
      found: `bucket \`${of}\`, which keeps its points for ever and ${growth}`,
      expected: "a retention: whatever the size of the volume, one day it is full",
      mend: setCommand(source, key, "365d"),
    },
  ];
}

/** Environments and buckets that the stack does not have, and thresholds that make no sense. */
export function capacitySettingsFaults(
  { buckets }: Pick<Model, "buckets">,
  { source, environments, namesComplete }: Pick<ModelSettings, "source" | "environments" | "namesComplete">,
  capacity: CapacitySettings,
): readonly Fault[] {
  const unknown = (kind: string, key: string, given: Iterable<string>, known: readonly string[]): Fault[] =>
    [...given]
      .filter((name) => namesComplete && !known.includes(name))
      .map((name) => {
        const path = ["capacity", key, name];
        return keyFault(source, path, {
          found: `\`${name}\`, which is no ${kind} of this stack`,
          expected: `one of ${listNames(known)}${didYouMean(name, known)}`,
          mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, path)}`,
        });
      });
  const { warn, refuse } = capacity;
  const rateless = [...capacity.buckets].flatMap(([name, { series, valuesPerSecond }]) =>
    series !== undefined && valuesPerSecond === undefined ? [name] : [],
  );
  const clusters = environments.map(({ name }) => name);
  const names = [...buckets.map(({ name }) => name), runsBucket.name];
  return [
    ...unknown("environment", "environments", capacity.environments.keys(), clusters),
    ...unknown("bucket", "buckets", capacity.buckets.keys(), names),
    ...rateless.map((name) => {
      const path = ["capacity", "buckets", name];
      return keyFault(source, [...path, "series"], {
        found: "a number of series, and no rate of them",
        expected: "`valuesPerSecond` beside it: what both were measured of",
        mend: setCommand(source, [...path, "valuesPerSecond"], "50"),
      });
    }),
    ...(warn <= refuse
      ? []
      : [
          keyFault(source, ["capacity", "warn"], {
            found: `${percent(warn)}, more than ${percent(refuse)} from which it is refused`,
            expected: "a share at which there is still something to do",
            mend: setCommand(source, ["capacity", "warn"], percent(refuse * 0.7)),
          }),
        ]),
  ];
}
