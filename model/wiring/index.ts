/**
 * Checks over the finished model: does everything that is named exist, is every name used once, does what is read
 * live long enough, may who writes write? The model's own builders should never fail them; a catalogue entry that
 * somebody adds tomorrow, or a retention that the stack file shortens, can.
 */
import { isOfInfluxDB } from "../buckets.ts";
import type { Fault } from "../faults.ts";
import type { Model, TaskSpec } from "../types.ts";
import { checkLoops } from "./loops.ts";
import { checkSchedule } from "./schedule.ts";
import { checkExcess, checkTasksToken, checkTokens } from "./tokens.ts";
import { undeclared, whereTask } from "./where.ts";

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
    ...checkExcess(model),
    ...checkLoops(model),
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

function checkTaskBuckets(task: TaskSpec, { buckets }: Model): Fault[] {
  const names = buckets.map(({ name }) => name);
  return (["reads", "writes"] as const).flatMap((verb) =>
    task[verb]
      .filter((bucket) => !names.includes(bucket) && !isOfInfluxDB(bucket))
      .map((bucket) => ({ where: `${whereTask(task)} ${verb}`, ...undeclared(bucket, names) })),
  );
}
