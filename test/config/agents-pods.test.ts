/** What is wrong with the pods of agents: their memory, their buffers, and where they may run. */
import { describe } from "node:test";
import { client, key, where } from "../support/agents.ts";
import { type Case, file, set, tells } from "../support/faults.ts";

const cases: readonly Case[] = [
  {
    title: "a quantity that is none",
    bad: client("{resources: {requests: {memory: lots}}}"),
    faults: [
      {
        where: where("resources.requests.memory"),
        found: '"lots"',
        expected: "a quantity of Kubernetes such as `500m`, `2`, `1Gi` or `20Gi`",
        mend: set(key("resources.requests.memory"), "1Gi"),
      },
    ],
    mended: client("{resources: {requests: {memory: 1Gi}}}"),
  },
  {
    title: "memory in thousandths of a byte",
    bad: client("{resources: {limits: {memory: 512m}}}"),
    faults: [
      {
        where: where("resources.limits.memory"),
        found: '"512m"',
        expected: "bytes such as `512Mi` or `20Gi`; `m` is a thousandth of one",
        mend: set(key("resources.limits.memory"), "1Gi"),
      },
    ],
    mended: client("{resources: {limits: {memory: 512Mi}}}"),
  },
  {
    title: "more asked for than the usual limit",
    bad: client("{resources: {requests: {memory: 2Gi}}}"),
    faults: [
      {
        where: where("resources.limits.memory"),
        found: "`1Gi`, less than the `2Gi` that are asked for",
        expected: "at least `2Gi`",
        mend: set(key("resources.limits.memory"), "2Gi"),
      },
    ],
    mended: client("{resources: {requests: {memory: 2Gi}, limits: {memory: 2Gi}}}"),
  },
  {
    title: "more asked for on every node than may be had",
    bad: client("{}", {
      telegrafDs: "{resources: {requests: {cpu: 2}, limits: {cpu: 500m, memory: 512Mi}}}",
    }),
    faults: [
      {
        where: `${file}: monitoring:telegrafDs.resources.limits.cpu`,
        found: "`500m`, less than the `2` that are asked for",
        expected: "at least `2`",
        mend: set("monitoring:telegrafDs.resources.limits.cpu", "2"),
      },
    ],
    mended: client("{}", {
      telegrafDs: "{resources: {requests: {cpu: 2}, limits: {cpu: 2, memory: 512Mi}}}",
    }),
  },
  {
    title: "a buffer that the container of a node has no room for",
    bad: client("{}", { telegrafDs: "{buffer: {pointsPerSecond: 1000, outage: 15m}}" }),
    faults: [
      {
        where: `${file}: monitoring:telegrafDs.buffer`,
        found: "900000 points to be kept in memory, about 879Mi",
        expected: "at most 367001, which take 70 % of its limit of memory, `512Mi`",
        mend: `${set("monitoring:telegrafDs.buffer.outage", "6m7s")}, or ${set("monitoring:telegrafDs.resources.limits.memory", "1280Mi")}`,
      },
    ],
    mended: client("{}", { telegrafDs: "{buffer: {pointsPerSecond: 1000, outage: 6m7s}}" }),
  },
  {
    title: "a buffer that its own limit has no room for",
    bad: client("{buffer: {pointsPerSecond: 1000, outage: 15m}, resources: {limits: {memory: 1Gi}}}"),
    faults: [
      {
        where: where("buffer"),
        found: "900000 points to be kept in memory, about 879Mi",
        expected: "at most 734003, which take 70 % of its limit of memory, `1Gi`",
        mend: `${set(key("buffer.outage"), "12m14s")}, or ${set(key("resources.limits.memory"), "1280Mi")}, or ${set(key("buffer.disk.size"), "10Gi")}`,
      },
    ],
    mended: client("{buffer: {pointsPerSecond: 1000, outage: 15m}, resources: {limits: {memory: 1280Mi}}}"),
  },
  {
    title: "a limit that has no room for the least buffer",
    bad: client("{}", { telegrafDs: "{resources: {requests: {memory: 16Mi}, limits: {memory: 24Mi}}}" }),
    faults: [
      {
        where: `${file}: monitoring:telegrafDs.buffer`,
        found: "90000 points to be kept in memory, about 88Mi",
        expected: "at most 17203, which take 70 % of its limit of memory, `24Mi`",
        mend: set("monitoring:telegrafDs.resources.limits.memory", "128Mi"),
      },
    ],
    mended: client("{buffer: {pointsPerSecond: 10000, outage: 1h, disk: {size: 100Gi}}}", {
      telegrafDs: "{resources: {limits: {memory: 128Mi}}}",
    }),
  },
  {
    title: "a toleration of every taint, without saying so",
    bad: client("{scheduling: {tolerations: [{effect: NoSchedule}]}}"),
    faults: [
      {
        where: where("scheduling.tolerations[0]"),
        found: "a map",
        expected: "`operator: Exists`, where there is no `key`",
        mend: `correct ${key("scheduling.tolerations[0]")} in ${file}`,
      },
    ],
    mended: client("{scheduling: {tolerations: [{effect: NoSchedule, operator: Exists}]}}"),
  },
  {
    title: "a toleration of a value, whatever it is",
    bad: client("{scheduling: {tolerations: [{key: dedicated, operator: Exists, value: kafka}]}}"),
    faults: [
      {
        where: where("scheduling.tolerations[0]"),
        found: "a map",
        expected: "no `value`, with `operator: Exists`",
        mend: `correct ${key("scheduling.tolerations[0]")} in ${file}`,
      },
    ],
    mended: client("{scheduling: {tolerations: [{key: dedicated, value: kafka}]}}"),
  },
  {
    title: "a label that no node can have",
    bad: client('{scheduling: {nodeSelector: {"a/b/c": x}}}'),
    faults: [
      {
        where: where('scheduling.nodeSelector["a/b/c"]'),
        found: 'the name "a/b/c"',
        expected:
          "letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends; before it a domain and `/`, where it has one",
        mend: `rename it in ${file}`,
      },
    ],
    mended: client("{scheduling: {nodeSelector: {node.example.org/pool: x}}}"),
  },
];

describe("a fault in what a stack file says of the pods of agents", () => {
  tells(cases);
});
