/** Do the runs of a task cover all the time there is, and is what they look at still there? */
import { formatDuration, formatRetention } from "../durations.ts";
import type { Fault } from "../faults.ts";
import type { FluxRecord, FluxValue, Model, TaskSpec } from "../types.ts";
import { whereTask } from "./where.ts";

/**
 * A task looks back `window` from its tick, and `lookback` further where it needs the point before: parameters of
 * these names, where the task has them. What it looks at must still be there, and ticks may leave no gap.
 */
export function checkSchedule(task: TaskSpec, { buckets }: Model): Fault[] {
  const faults: Fault[] = [];
  const { everySeconds, offsetSeconds } = task;
  const where = whereTask(task);
  const every = `every ${describeSeconds(everySeconds)}`;
  if (!Number.isSafeInteger(everySeconds) || everySeconds < 1) {
    faults.push({
      where,
      found: every,
      expected: "a whole number of seconds, at least 1",
      mend: `set monitoring:tasks.${task.id}.every to e.g. 5m in the stack file`,
    });
    return faults;
  }
  if (!Number.isSafeInteger(offsetSeconds) || offsetSeconds < 0 || offsetSeconds >= everySeconds) {
    faults.push({
      where,
      found: `offset ${describeSeconds(offsetSeconds)}, ${every}`,
      expected: "an offset of whole seconds, less than the interval",
      mend: `set monitoring:tasks.${task.id}.every to a longer interval in the stack file`,
    });
  }
  const window = secondsOf(task.params["window"]);
  if (window !== undefined && window < everySeconds) {
    faults.push({
      where,
      found: `a window of ${describeSeconds(window)}, ${every}`,
      expected: "a window that covers the interval, else points between two runs are never seen",
      mend: `set monitoring:tasks.${task.id}.every to ${describeSeconds(window)} or less in the stack file`,
    });
  }
  const reach = (window ?? everySeconds) + (secondsOf(task.params["lookback"]) ?? 0);
  for (const name of task.reads) {
    const retention = buckets.find((bucket) => bucket.name === name)?.retentionSeconds ?? 0;
    if (retention > 0 && retention < reach) {
      faults.push({
        where: `${where} reads ${name}`,
        found: `points of the last ${describeSeconds(reach)}, of a bucket that keeps ${formatRetention(retention)}`,
        expected: "a retention that is at least what the task looks back",
        mend: `raise the retention of bucket \`${name}\` in the stack file, or run the task more often`,
      });
    }
  }
  faults.push(...staleFindings(task, where));
  return faults;
}

/** What a delivery is to find must be there until the alert has run again; and it looks no further back than `reach`. */
function staleFindings({ id, params }: TaskSpec, where: string): Fault[] {
  const reach = secondsOf(params["reach"]);
  const { alerts } = params;
  if (id !== "deliver" || reach === undefined || !Array.isArray(alerts)) return [];
  return alerts.flatMap((row: string | FluxRecord) => {
    const { id: alert, stale, event } = typeof row === "string" ? {} : row;
    const holds = Number(stale) / 1_000_000_000;
    // An event is looked for again, as far back as it takes; it does not go stale.
    if (typeof alert !== "string" || event === true || holds <= reach) return [];
    return [
      {
        where: `${where}: alert ${alert}`,
        found: `findings that hold for ${describeSeconds(holds)}, two runs of the alert`,
        expected: `at most the ${describeSeconds(reach)} that the delivery looks back: what the internal bucket keeps`,
        mend: `set monitoring:tasks.${alert}.every to a shorter time, or raise monitoring:buckets.internalRetention`,
      },
    ];
  });
}

function describeSeconds(seconds: number): string {
  return Number.isSafeInteger(seconds) && seconds >= 0 ? formatDuration(seconds) : `${seconds} s`;
}

function secondsOf(value: FluxValue | undefined): number | undefined {
  return typeof value === "object" && "seconds" in value ? value.seconds : undefined;
}
