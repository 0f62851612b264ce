/** Does a task feed itself, alone or through others? */
import type { Fault } from "../faults.ts";
import type { Model, TaskSpec } from "../types.ts";
import { whereTask } from "./where.ts";

/**
 * Tasks that read what they write. The internal buckets are left out: the delivery reads there what it has sent, and the
 * alert on a broken delivery reads that; neither takes its own rows for new ones.
 */
export function checkLoops({ tasks, buckets }: Model): Fault[] {
  const internal = new Set(buckets.filter(({ kind }) => kind === "internal").map(({ name }) => name));
  // Tasks that read and write the same buckets make the same loops: one of them stands for all.
  const ways = [
    ...new Map(tasks.toReversed().map((task) => [JSON.stringify([task.reads, task.writes]), task])).values(),
  ].reverse();
  const fed = Map.groupBy(
    ways.flatMap((task) =>
      task.reads.filter((bucket) => !internal.has(bucket)).map((bucket) => ({ bucket, task })),
    ),
    ({ bucket }) => bucket,
  );
  const faults: Fault[] = [];
  const done = new Set<TaskSpec>();
  const visit = (task: TaskSpec, way: readonly TaskSpec[]): void => {
    const start = way.indexOf(task);
    if (start >= 0) {
      faults.push(loopFault([...way.slice(start), task]));
      return;
    }
    if (done.has(task)) return;
    done.add(task);
    for (const bucket of task.writes) {
      for (const { task: next } of fed.get(bucket) ?? []) visit(next, [...way, task]);
    }
  };
  for (const task of ways) visit(task, []);
  return faults;
}

function loopFault(loop: readonly TaskSpec[]): Fault {
  const [first] = loop;
  if (first === undefined) throw new Error("a loop without tasks");
  return {
    where: whereTask(first),
    found: `a loop: ${loop.map(({ name, writes }) => `${name} writes ${writes.join(", ")}`).join(" → ")}`,
    expected: "tasks that do not read what they write: every run would make more of it",
    mend: "write to another bucket",
  };
}
