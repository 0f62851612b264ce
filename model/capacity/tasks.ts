/** What tasks write: what they found, what was sent, the long history, and InfluxDB's own record of their runs. */
import { alerted, multiapp } from "../buckets.ts";
import type { DownsamplingSettings } from "../settings.ts";
import type { Model, TaskSpec } from "../types.ts";

const day = 86_400;

/** What is written to one bucket of one measurement. */
export interface Flow {
  readonly bucket: string;
  /** Undefined where only the sum is known. */
  readonly measurement: string | undefined;
  readonly valuesPerSecond: number;
  readonly series: number;
  /** Functions that its series are of, where a rule of downsampling writes them: a further rule reads one of each. */
  readonly functions?: number;
}

/** Values of one finding: level, value, limit, text, source, at. */
const findingValues = 6;
/** Values of one message that was sent. */
const messageValues = 13;
/** Messages that one alert sends for each cluster in a day. More, and nobody reads them. */
const messagesPerDay = 1;

/** Bucket that InfluxDB keeps of its tasks, and for how long, in seconds. */
export const runsBucket = { name: "_tasks", retentionSeconds: 3 * day } as const;
/** Values of one run. */
export const runValues = 10;
/** Bytes of one of them: one is the log, which begins with the whole script. Measured: docs/capacity.md. */
export const runBytesPerValue = 145;

/** What the tasks of a stack write, but for downsampling. Each finds something of one subject at every run. */
export function taskFlows(
  { tasks, applications }: Pick<Model, "tasks" | "applications">,
  environments: readonly string[],
): readonly Flow[] {
  const active = tasks.filter(({ status }) => status === "active");
  const clusters = ({ application }: TaskSpec): number =>
    applications.find(({ name }) => name === application)?.environments.length ?? environments.length;
  const writing = (bucket: string): readonly TaskSpec[] =>
    active.filter(({ writes }) => writes.includes(bucket));
  const flow = (bucket: string, of: readonly TaskSpec[], values: (task: TaskSpec) => number): Flow => ({
    bucket,
    measurement: undefined,
    valuesPerSecond: sum(of.map((task) => values(task) / task.everySeconds)),
    series: sum(of.map(values)),
  });
  const found = writing(multiapp);
  const channels = writing(alerted).filter(({ reads }) => reads.includes(multiapp));
  const beats = writing(alerted).filter((task) => !channels.includes(task));
  const messages = channels.length * messageValues * sum(found.map(clusters));
  return [
    // A row for each cluster that was looked at, one that says that the task ran, and a finding.
    flow(multiapp, found, (task) => clusters(task) + 1 + findingValues),
    flow(alerted, beats, () => 1),
    {
      bucket: alerted,
      measurement: undefined,
      valuesPerSecond: (messages * messagesPerDay) / day,
      series: messages,
    },
    flow(runsBucket.name, active, () => runValues),
  ];
}

/** What a rule writes: of each series of its source a value for each function and window in which it has one. */
export function downsampledFlows(rule: DownsamplingSettings, source: readonly Flow[]): readonly Flow[] {
  const { destination: bucket, functions, windowSeconds, measurements } = rule;
  return source
    .filter(
      ({ measurement }) =>
        measurements.length === 0 || measurement === undefined || measurements.includes(measurement),
    )
    .map(({ measurement, series: read, valuesPerSecond: most, functions: written = 1 }) => {
      const series = (read / written) * functions.length;
      const valuesPerSecond = Math.min(series / windowSeconds, (most / written) * functions.length);
      return { bucket, measurement, series, valuesPerSecond, functions: functions.length };
    });
}

/** Sum of numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
