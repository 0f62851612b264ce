import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../model/faults.ts";
import { buildModel } from "../../model/model.ts";
import type { BucketSpec, Model, TaskSpec } from "../../model/types.ts";
import { checkWiring } from "../../model/wiring/index.ts";
import { agentBuckets } from "../../model/tokens.ts";
import { listNames } from "../../model/suggest.ts";
import { serving } from "../support/model.ts";

const { model: good } = buildModel(serving(["portal"]));
const task = good.tasks.find(({ id }) => id === "pod-restarts");
assert.ok(task);
const where = `flux/alerts/pod-restarts.flux: task pod-restarts/portal`;

const declared = listNames(good.buckets.map(({ name }) => name));

const withTask = (changes: Partial<TaskSpec>): Model => ({ ...good, tasks: [{ ...task, ...changes }] });
const withBuckets = (change: (bucket: BucketSpec) => BucketSpec): Model => ({
  ...good,
  buckets: good.buckets.map(change),
});
const rightsOf = (
  name: string,
  change: (rights: Model["tokens"][number]["permissions"]) => typeof rights,
): Model => ({
  ...good,
  tokens: good.tokens.map((token) =>
    token.name === name ? { ...token, permissions: change(token.permissions) } : token,
  ),
});

describe("the wiring", () => {
  it("of the model as it is built has no fault", () => {
    assert.deepEqual(checkWiring(good), []);
  });

  const refused = (title: string, model: Model, faults: readonly Fault[]) => {
    it(`refuses ${title}`, () => {
      assert.deepEqual(checkWiring(model), faults);
    });
  };

  for (const verb of ["reads", "writes"] as const) {
    it(`refuses a task that ${verb} what nothing declares`, () => {
      const [fault] = checkWiring(withTask({ [verb]: ["portl"] }));
      assert.deepEqual(fault, {
        where: `${where} ${verb}`,
        found: "bucket `portl`, which nothing declares",
        expected: "a declared bucket; did you mean `portal`?",
        mend: `declare it (monitoring:buckets.extra) or name one of ${declared}`,
      });
    });
  }

  refused("a task that writes what its token may not", withTask({ reads: [], writes: ["portal"] }), [
    {
      where,
      found: "a token `tasks` that may not write bucket `portal`",
      expected: "a token that covers what the task reads and writes",
      mend: "write to an internal bucket, or see model/tokens.ts",
    },
  ]);

  refused("two tasks of one name", { ...good, tasks: [task, task] }, [
    {
      where: `model: task ${task.name}`,
      found: "2 of that name",
      expected: "one task per name: it is the identity of the object",
      mend: "rename or remove the others",
    },
  ]);

  for (const [title, everySeconds] of [
    ["0 s", 0],
    ["half a second", 0.5],
  ] as const) {
    refused(`a task every ${title}`, withTask({ everySeconds }), [
      {
        where,
        found: everySeconds === 0 ? "every 0s" : "every 0.5 s",
        expected: "a whole number of seconds, at least 1",
        mend: `set monitoring:tasks.${task.id}.every to e.g. 5m in the stack file`,
      },
    ]);
  }

  refused("an offset as long as the interval", withTask({ everySeconds: 60, offsetSeconds: 60 }), [
    {
      where,
      found: "offset 1m, every 1m",
      expected: "an offset of whole seconds, less than the interval",
      mend: `set monitoring:tasks.${task.id}.every to a longer interval in the stack file`,
    },
  ]);

  refused(
    "a window shorter than the interval",
    withTask({ params: { ...task.params, window: { seconds: 60 } } }),
    [
      {
        where,
        found: "a window of 1m, every 5m",
        expected: "a window that covers the interval, else points between two runs are never seen",
        mend: `set monitoring:tasks.${task.id}.every to 1m or less in the stack file`,
      },
    ],
  );

  it("refuses a bucket that forgets before the task looks, and takes one that never forgets", () => {
    const params = { ...task.params, window: { seconds: 3_600 }, lookback: { seconds: 3_600 } };
    const keeping = (retentionSeconds: number) => ({
      ...withBuckets((bucket) => (bucket.name === "portal" ? { ...bucket, retentionSeconds } : bucket)),
      tasks: [{ ...task, params }],
    });
    assert.deepEqual(checkWiring(keeping(7_199)), [
      {
        where: `${where} reads portal`,
        found: "points of the last 2h, of a bucket that keeps 1h59m59s",
        expected: "a retention that is at least what the task looks back",
        mend: "raise the retention of bucket `portal` in the stack file, or run the task more often",
      },
    ]);
    assert.deepEqual(checkWiring(keeping(7_200)), []);
    assert.deepEqual(checkWiring(keeping(0)), []);
  });

  refused(
    "agents that may write less than they fill, or more",
    rightsOf("agents-idfdev", () => [{ action: "write", resource: "buckets", bucket: "multiapp_" }]),
    [
      {
        where: "model: token agents-idfdev",
        found: [
          "may write bucket `multiapp_`",
          ...agentBuckets("idfdev", good.applications, good.buckets).map(
            (name) => `may not write bucket \`${name}\``,
          ),
        ].join(", "),
        expected: "the right to write every bucket that agents of that environment fill, and no other",
        mend: "see model/tokens.ts",
      },
    ],
  );

  refused(
    "a right on a bucket that nothing declares",
    rightsOf("chronograf", (rights) => [
      ...rights,
      { action: "read", resource: "buckets", bucket: "portall" },
    ]),
    [
      {
        where: "model: token chronograf reads",
        found: "bucket `portall`, which nothing declares",
        expected: "a declared bucket; did you mean `portal`?",
        mend: `declare it (monitoring:buckets.extra) or name one of ${declared}`,
      },
    ],
  );

  refused("a bucket without DBRP", { ...good, dbrps: good.dbrps.slice(1) }, [
    {
      where: "model: bucket alerted_",
      found: "no DBRP that leads to it",
      expected: "one per bucket",
      mend: "see model/dbrps.ts",
    },
  ]);

  refused(
    "a DBRP that leads nowhere",
    { ...good, dbrps: [...good.dbrps, { database: "x", retentionPolicy: "7d", bucket: "nowhere" }] },
    [
      {
        where: "model: DBRP x/7d",
        found: "bucket `nowhere`, which nothing declares",
        expected: "a declared bucket",
        mend: `declare it (monitoring:buckets.extra) or name one of ${declared}`,
      },
    ],
  );

  refused(
    "a right to write that no task makes use of",
    rightsOf("tasks", (rights) => [...rights, { action: "write", resource: "buckets", bucket: "portal" }]),
    [
      {
        where: "model: token tasks",
        found: "may write bucket `portal`, which no task does",
        expected: "no right beyond what the tasks touch",
        mend: "see model/tokens.ts",
      },
    ],
  );

  refused(
    "a task that reads what it writes",
    {
      ...rightsOf("tasks", (rights) => [
        ...rights,
        { action: "write", resource: "buckets", bucket: "portal" },
      ]),
      tasks: [{ ...task, writes: ["portal"] }],
    },
    [
      {
        where,
        found: "a loop: pod-restarts/portal writes portal → pod-restarts/portal writes portal",
        expected: "tasks that do not read what they write: every run would make more of it",
        mend: "write to another bucket",
      },
    ],
  );

  it("takes tasks that read and write an internal bucket: the delivery does", () => {
    assert.deepEqual(checkWiring(withTask({ reads: ["alerted_"], writes: ["alerted_"] })), []);
  });

  it("refuses findings that hold for longer than the delivery looks back; an event does not go stale", () => {
    const delivering = (stale: number, event = false): Model =>
      withTask({
        id: "deliver",
        params: { reach: { seconds: 3300 }, alerts: [{ id: "slow", stale: stale * 1e9, event }] },
      });
    assert.deepEqual(checkWiring(delivering(3301)), [
      {
        where: `${where}: alert slow`,
        found: "findings that hold for 55m1s, two runs of the alert",
        expected: "at most the 55m that the delivery looks back: what the internal bucket keeps",
        mend: "set monitoring:tasks.slow.every to a shorter time, or raise monitoring:buckets.internalRetention",
      },
    ]);
    assert.deepEqual(checkWiring(delivering(3300)), []);
    assert.deepEqual(checkWiring(delivering(9999, true)), []);
  });
});
