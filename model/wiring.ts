/**
 * Checks over the finished model: does everything that is named exist, is every name used once, does what is read
 * live long enough, may who writes write? The model's own builders should never fail them; a catalogue entry that
 * somebody adds tomorrow, or a retention that the stack file shortens, can.
 */
import type { Fault } from "./faults.ts";
import { formatDuration, formatRetention } from "./durations.ts";
import { didYouMean, listNames } from "./suggest.ts";
import { agentBuckets, agentsToken, tasksToken } from "./tokens.ts";
import type { FluxValue, Model, PermissionSpec, TaskSpec, TokenSpec } from "./types.ts";

/** Every fault of the wiring, in the order of the model. */
export function checkWiring(model: Model): readonly Fault[] {
  return [
    ...repeated("bucket", model.buckets, ({ name }) => name),
    ...repeated("DBRP", model.dbrps, ({ database, retentionPolicy }) => `${database}/${retentionPolicy}`),
    ...repeated("task", model.tasks, ({ name }) => name),
    ...repeated("token", model.tokens, ({ name }) => name),
    ...checkDbrps(model),
    ...model.tasks.flatMap((task) => [...checkTaskBuckets(task, model), ...checkSchedule(task, model)]),
    ...checkTokens(model),
    ...checkTasksToken(model),
  ];
}

function repeated<Item>(kind: string, items: readonly Item[], name: (item: Item) => string): Fault[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => ({
      where: `model: ${kind} ${id}`,
      found: `${count} of that name`,
      expected: `one ${kind} per name: it is the identity of the object`,
      mend: "rename or remove the others",
    }));
}

function checkDbrps({ buckets, dbrps }: Model): Fault[] {
  const mapped = new Map(dbrps.map((dbrp) => [dbrp.bucket, dbrp]));
  const names = new Set(buckets.map(({ name }) => name));
  const missing = buckets
    .filter(({ name }) => !mapped.has(name))
    .map(({ name }) => ({
      where: `model: bucket ${name}`,
      found: "no DBRP that leads to it",
      expected: "one per bucket",
      mend: "see model/dbrps.ts",
    }));
  const dangling = dbrps
    .filter(({ bucket }) => !names.has(bucket))
    .map(({ database, retentionPolicy, bucket }) => ({
      where: `model: DBRP ${database}/${retentionPolicy}`,
      ...undeclared(bucket, [...names]),
    }));
  return [...missing, ...dangling];
}

function undeclared(bucket: string, names: readonly string[]): Omit<Fault, "where"> {
  return {
    found: `bucket \`${bucket}\`, which nothing declares`,
    expected: `a declared bucket${didYouMean(bucket, names)}`,
    mend: `declare it (monitoring:buckets.extra) or name one of ${listNames(names)}`,
  };
}

function checkTaskBuckets(task: TaskSpec, { buckets }: Model): Fault[] {
  const names = buckets.map(({ name }) => name);
  return (["reads", "writes"] as const).flatMap((verb) =>
    task[verb]
      .filter((bucket) => !names.includes(bucket) && !isOfInfluxDB(bucket))
      .map((bucket) => ({ where: `${whereTask(task)} ${verb}`, ...undeclared(bucket, names) })),
  );
}

/** Buckets such as `_tasks`, which InfluxDB makes and keeps. */
function isOfInfluxDB(bucket: string): boolean {
  return bucket.startsWith("_");
}

function whereTask({ file, name }: TaskSpec): string {
  return `flux/${file}: task ${name}`;
}

/**
 * A task looks back `window` from its tick, and `lookback` further where it needs the point before: parameters of
 * these names, where the task has them. What it looks at must still be there, and ticks may leave no gap.
 */
function checkSchedule(task: TaskSpec, { buckets }: Model): Fault[] {
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
  return faults;
}

function describeSeconds(seconds: number): string {
  return Number.isSafeInteger(seconds) && seconds >= 0 ? formatDuration(seconds) : `${seconds} s`;
}

function secondsOf(value: FluxValue | undefined): number | undefined {
  return typeof value === "object" && "seconds" in value ? value.seconds : undefined;
}

/** Every bucket right names a declared bucket, and the agents may write all that agents fill and nothing else. */
function checkTokens({ buckets, tokens }: Model): Fault[] {
  const names = buckets.map(({ name }) => name);
  const faults = tokens.flatMap((token) =>
    token.permissions
      .flatMap((permission) => (permission.resource === "buckets" ? [permission] : []))
      .filter(({ bucket }) => !names.includes(bucket))
      .map(({ action, bucket }) => ({ where: whereToken(token, action), ...undeclared(bucket, names) })),
  );
  const agents = tokens.find(({ name }) => name === agentsToken);
  if (agents === undefined) return faults;
  const expected = agentBuckets(buckets).map((bucket) =>
    describePermission({ action: "write", resource: "buckets", bucket }),
  );
  const held = agents.permissions.map(describePermission);
  const odd = [
    ...held.filter((right) => !expected.includes(right)).map((right) => `may ${right}`),
    ...expected.filter((right) => !held.includes(right)).map((right) => `may not ${right}`),
  ];
  if (odd.length === 0) return faults;
  return [
    ...faults,
    {
      where: `model: token ${agents.name}`,
      found: odd.join(", "),
      expected: "the right to write every application and extra bucket, and no other",
      mend: "see model/tokens.ts",
    },
  ];
}

function whereToken(token: TokenSpec, action: string): string {
  return `model: token ${token.name} ${action}s`;
}

function describePermission(permission: PermissionSpec): string {
  const { action, resource } = permission;
  return resource === "buckets" ? `${action} bucket \`${permission.bucket}\`` : `${action} ${resource}`;
}

/** The token that tasks are created with covers what they touch: the server refuses the rest at creation. */
function checkTasksToken({ tasks, tokens }: Model): Fault[] {
  if (tasks.length === 0) return [];
  const token = tokens.find(({ name }) => name === tasksToken);
  const held = new Set(token?.permissions.map(describePermission));
  return tasks.flatMap((task) => {
    const needed = [
      ...task.reads.filter((bucket) => !isOfInfluxDB(bucket)).map((bucket): PermissionSpec => ({ action: "read", resource: "buckets", bucket })),
      ...task.writes.map((bucket): PermissionSpec => ({ action: "write", resource: "buckets", bucket })),
    ].map(describePermission);
    const missing = needed.filter((right) => !held.has(right));
    if (missing.length === 0) return [];
    return [
      {
        where: whereTask(task),
        found: `a token \`${tasksToken}\` that may not ${missing.join(", ")}`,
        expected: "a token that covers what the task reads and writes",
        mend: "write to an internal bucket, or see model/tokens.ts",
      },
    ];
  });
}
