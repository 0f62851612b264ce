/** How much disk the buckets of a stack take, once they hold all they ever will. */
import { bucketOf } from "../applications.ts";
import type { KeyPath } from "../keys.ts";
import type { ModelSettings } from "../settings.ts";
import { sinkOfBucket } from "../sink-stores.ts";
import { agentBuckets } from "../tokens.ts";
import type { BucketSpec, Model } from "../types.ts";
import { type BucketRate, capacityDefaults, type CapacitySettings, wholeSize } from "./settings.ts";
import { liveBytes } from "./storage.ts";
import { type Stream, streams } from "./streams.ts";
import { downsampledFlows, type Flow, runBytesPerValue, runsBucket, sum, taskFlows } from "./tasks.ts";

/** What somebody else says that a bucket gets, e.g. a Kafka sink of its topics. */
export interface DeclaredRate {
  readonly bucket: string;
  readonly valuesPerSecond: number;
}

/** What an estimate is made of. */
export interface CapacityInputs {
  readonly model: Pick<Model, "applications" | "buckets" | "tasks" | "sinks">;
  readonly settings: Pick<ModelSettings, "environments" | "layout" | "buckets" | "downsampling">;
  readonly capacity: CapacitySettings;
  /** @default none */
  readonly declared?: readonly DeclaredRate[] | undefined;
  /** Size of the volume that the stack declares, and the key that says so. `capacity.volume` goes before it. */
  readonly volume?: Volume | undefined;
}

/** A volume, and the key that says how large it is. */
export interface Volume {
  readonly bytes: number;
  readonly key: KeyPath;
}

/** What a bucket holds. */
export interface BucketEstimate {
  readonly bucket: string;
  /** Seconds that points are kept; 0 for ever, which is counted as a year. */
  readonly retentionSeconds: number;
  /** Key that says so; undefined for a bucket that InfluxDB keeps. */
  readonly retentionKey: KeyPath | undefined;
  /** Whether Kafka sinks fill it: what they write stands nowhere but in what was measured. */
  readonly ofSinks: boolean;
  /** Series that are written to at a time: fields with their tags. */
  readonly series: number;
  /** Values that are written in a second. */
  readonly valuesPerSecond: number;
  /** Bytes that one of them takes in a file. */
  readonly bytesPerValue: number;
  /** Bytes on disk. */
  readonly liveBytes: number;
  /** `measured`: the stack file says the rate · `estimated` · `unknown`: nothing is known that writes it. */
  readonly rate: "measured" | "estimated" | "unknown";
}

/** What all buckets hold together. */
export interface CapacityEstimate {
  /** The largest first. */
  readonly buckets: readonly BucketEstimate[];
  readonly totalBytes: number;
  /** Undefined where nothing says how large it is. */
  readonly volume: Volume | undefined;
  /** Shares of the volume from which a preview warns and refuses. */
  readonly thresholds: Pick<CapacitySettings, "warn" | "refuse">;
}

/** The estimate of a stack. One of a client, which declares no buckets, is empty. */
export function estimateCapacity(inputs: CapacityInputs): CapacityEstimate {
  const { model, settings, capacity } = inputs;
  const flows = model.buckets.length === 0 ? new Map<string, readonly Flow[]>() : flowsOf(inputs);
  const buckets = [...model.buckets, ...(flows.size === 0 ? [] : [runsBucket])].map(
    (bucket): BucketEstimate => {
      const { name, retentionSeconds } = bucket;
      const own = flows.get(name) ?? [];
      const valuesPerSecond = sum(own.map((flow) => flow.valuesPerSecond));
      const said = capacity.buckets.get(name);
      const usual = name === runsBucket.name ? runBytesPerValue : capacity.bytesPerValue;
      const bytesPerValue = said?.bytesPerValue ?? usual;
      const measured = said?.valuesPerSecond !== undefined;
      const estimated = Math.ceil(sum(own.map((flow) => flow.series)));
      const series = (measured ? said.series : undefined) ?? estimated;
      return {
        bucket: name,
        retentionSeconds,
        retentionKey: "kind" in bucket ? retentionKey(bucket, model, settings) : undefined,
        ofSinks: "kind" in bucket && bucket.kind === "sink",
        series,
        valuesPerSecond,
        bytesPerValue,
        liveBytes: liveBytes({ valuesPerSecond, series, bytesPerValue, retentionSeconds }),
        rate: measured ? "measured" : valuesPerSecond === 0 ? "unknown" : "estimated",
      };
    },
  );
  return {
    buckets: buckets.sort((a, b) => b.liveBytes - a.liveBytes || (a.bucket < b.bucket ? -1 : 1)),
    totalBytes: sum(buckets.map((bucket) => bucket.liveBytes)),
    volume:
      capacity.volumeBytes === undefined
        ? inputs.volume
        : { bytes: capacity.volumeBytes, key: ["capacity", "volume"] },
    thresholds: { warn: capacity.warn, refuse: capacity.refuse },
  };
}

/** What is written to each bucket: by agents, by who declares it, and by tasks; what was measured goes before. */
function flowsOf({ model, settings, capacity, declared = [] }: CapacityInputs): Map<string, readonly Flow[]> {
  const names = settings.environments.map(({ name }) => name);
  const written = Map.groupBy(
    [
      ...names.flatMap((name) => environmentFlows(name, { model, settings, capacity })),
      ...streams.filter(({ once }) => once).flatMap((stream) => onceFlows(stream, model, settings)),
      ...declared.map(({ bucket, valuesPerSecond }) => flowOf(bucket, valuesPerSecond)),
      ...taskFlows(model, names),
    ],
    ({ bucket }) => bucket,
  );
  const flows = new Map<string, readonly Flow[]>();
  const resolve = (bucket: string, way: readonly string[]): readonly Flow[] => {
    const known = flows.get(bucket);
    if (known !== undefined) return known;
    // A loop of rules is a fault of the wiring.
    const rules = way.includes(bucket)
      ? []
      : settings.downsampling.filter(({ destination }) => destination === bucket);
    const estimated = [
      ...(written.get(bucket) ?? []),
      ...rules.flatMap((rule) => downsampledFlows(rule, resolve(rule.source, [...way, bucket]))),
    ];
    const resolved = scaled(estimated, bucket, capacity.buckets.get(bucket));
    flows.set(bucket, resolved);
    return resolved;
  };
  for (const { name } of [...model.buckets, runsBucket]) resolve(name, []);
  return flows;
}

type Parts = Pick<CapacityInputs, "model" | "settings" | "capacity">;

function environmentFlows(environment: string, { model, settings, capacity }: Parts): readonly Flow[] {
  const applications = model.applications.filter(({ environments }) => environments.includes(environment));
  const said = capacity.environments.get(environment);
  const size = wholeSize(applications.length, said);
  const writable = agentBuckets(environment, model.applications, model.buckets);
  const shared = settings.layout.kind === "shared" ? settings.layout.bucket : undefined;
  const bucketsFor = (home: string): readonly string[] => {
    if (home === "*") return applications.map(({ bucket }) => shared ?? bucket);
    if (applications.some(({ name }) => name === home)) return [shared ?? bucketOf(home)];
    return writable.filter((name) => name === bucketOf(home));
  };
  const flows = streams
    .filter(({ once }) => once !== true)
    .flatMap(({ measurement, home, values, everySeconds }) => {
      const into = bucketsFor(home);
      const series = values(size) / into.length;
      const valuesPerSecond = series / (everySeconds ?? size.intervalSeconds);
      return into.map((bucket): Flow => ({ bucket, measurement, series, valuesPerSecond }));
    });
  return scaled(flows, undefined, { valuesPerSecond: said?.valuesPerSecond });
}

function onceFlows(
  { measurement, home, values, everySeconds = capacityDefaults.intervalSeconds }: Stream,
  { applications, buckets }: CapacityInputs["model"],
  { layout }: CapacityInputs["settings"],
): readonly Flow[] {
  const shared = layout.kind === "shared" && applications.some(({ name }) => name === home);
  const bucket = shared ? layout.bucket : buckets.find(({ name }) => name === bucketOf(home))?.name;
  const series = values(wholeSize(0));
  return bucket === undefined
    ? []
    : [{ bucket, measurement, series, valuesPerSecond: series / everySeconds }];
}

/** A rate of which nothing else is known: unless somebody counted its series, they are taken to have a value a minute. */
function flowOf(
  bucket: string,
  valuesPerSecond: number,
  series: number = valuesPerSecond * capacityDefaults.intervalSeconds,
): Flow {
  return { bucket, measurement: undefined, valuesPerSecond, series };
}

/** Flows whose sums are what was measured. `bucket`: where it goes if nothing was estimated. */
function scaled(
  flows: readonly Flow[],
  bucket: string | undefined,
  { valuesPerSecond: measured, series }: Pick<BucketRate, "valuesPerSecond" | "series"> = {},
): readonly Flow[] {
  if (measured === undefined) return flows;
  const estimated = sum(flows.map(({ valuesPerSecond }) => valuesPerSecond));
  if (estimated === 0) return bucket === undefined ? flows : [flowOf(bucket, measured, series)];
  const factor = measured / estimated;
  const ofSeries = series === undefined ? factor : series / sum(flows.map((flow) => flow.series));
  return flows.map((flow) => ({
    ...flow,
    valuesPerSecond: flow.valuesPerSecond * factor,
    series: flow.series * ofSeries,
  }));
}

/** The key that makes the bucket keep its points for less time. */
function retentionKey(
  { name, kind }: BucketSpec,
  { applications, sinks }: CapacityInputs["model"],
  settings: CapacityInputs["settings"],
): KeyPath {
  const { buckets, downsampling } = settings;
  if (kind === "extra") return ["buckets", "extra", name, "retention"];
  const rule = downsampling.find(({ destination }) => destination === name);
  if (kind === "downsampled" && rule !== undefined) return ["downsampling", rule.name, "retention"];
  const application = applications.find(({ bucket }) => bucket === name)?.name;
  const overridden = [name, application].find((key) => key !== undefined && buckets.overrides.has(key));
  if (overridden !== undefined) return ["buckets", "overrides", overridden, "retention"];
  const sink = kind === "sink" ? sinkOfBucket(name, sinks, settings) : undefined;
  if (sink !== undefined) return [...sink, "retention"];
  return kind === "internal" ? ["buckets", "internalRetention"] : ["buckets", "retention"];
}
