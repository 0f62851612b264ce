/** Values that a stack file cannot have: durations, switches, and names of a fixed list. */
import { describe } from "node:test";
import { objectKinds } from "../../config/drift.ts";
import { type Case, file, set, tells } from "../support/faults.ts";

const retention = "a duration of at least 1h such as `7d` or `1h30m`, or `infinite` (also `0`) for ever";

const cases: readonly Case[] = [
  {
    title: "retention below one hour",
    bad: { keys: { buckets: "{retention: 59m}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.retention`,
        found: '"59m"',
        expected: `${retention}; InfluxDB refuses less than 1h`,
        mend: set("monitoring:buckets.retention", "7d"),
      },
    ],
    mended: { keys: { buckets: "{retention: 48h}" } },
  },
  {
    title: "retention above what InfluxDB can count",
    bad: { keys: { buckets: "{overrides: {portal: {retention: 9223372037s}}}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.overrides.portal.retention`,
        found: '"9223372037s"',
        expected: "at most 106751d23h47m16s, the longest that InfluxDB counts; or `infinite`",
        mend: set("monitoring:buckets.overrides.portal.retention", "7d"),
      },
    ],
    mended: { keys: { buckets: "{overrides: {portal: {retention: 9223372036s}}}" } },
  },
  {
    title: "retention without unit",
    bad: { keys: { buckets: "{internalRetention: 3600}" } },
    faults: [
      {
        where: `${file}: monitoring:buckets.internalRetention`,
        found: "the number 3600",
        expected: retention,
        mend: set("monitoring:buckets.internalRetention", "1h"),
      },
    ],
    mended: { keys: { buckets: "{internalRetention: 3600s}" } },
  },
  {
    title: "a task that never runs",
    bad: { keys: { tasks: "{pod-restarts: {every: 0s}}" } },
    faults: [
      {
        where: `${file}: monitoring:tasks.pod-restarts.every`,
        found: '"0s"',
        expected: "a duration of at least 1s such as `5m`",
        mend: set("monitoring:tasks.pod-restarts.every", "5m"),
      },
    ],
    mended: { keys: { tasks: "{pod-restarts: {every: 1s}}" } },
  },
  {
    title: "a switch that is neither on nor off",
    bad: { keys: { tasks: "{pod-restarts: {enabled: no}}" } },
    faults: [
      {
        where: `${file}: monitoring:tasks.pod-restarts.enabled`,
        found: '"no"',
        expected: "`true` or `false`",
        mend: set("monitoring:tasks.pod-restarts.enabled", "false"),
      },
    ],
    mended: { keys: { tasks: "{pod-restarts: {enabled: false}}" } },
  },
  {
    title: "objects to pass over of a kind that there is not",
    bad: { keys: { drift: "{ignore: [{kind: Taks, name: 'nightly-*'}, {kind: Task}]}" } },
    faults: [
      {
        where: `${file}: monitoring:drift.ignore[0].kind`,
        found: '"Taks"',
        expected: `one of ${objectKinds.map((kind) => `\`${kind}\``).join(", ")}; did you mean \`Task\`?`,
        mend: set("'monitoring:drift.ignore[0].kind'", "Task"),
      },
    ],
    mended: { keys: { drift: "{ignore: [{kind: Task, name: 'nightly-*', reason: theirs}]}" } },
  },
  {
    title: "objects to pass over of no kind",
    bad: { keys: { drift: "{ignore: [{name: 'nightly-*'}]}" } },
    faults: [
      {
        where: `${file}: monitoring:drift.ignore[0].kind`,
        found: "nothing",
        expected: `one of ${objectKinds.map((kind) => `\`${kind}\``).join(", ")}`,
        mend: set("'monitoring:drift.ignore[0].kind'", "Task"),
      },
    ],
    mended: { keys: { drift: "{ignore: []}" } },
  },
];

describe("a fault in a value of a stack file", () => {
  tells(cases);
});
