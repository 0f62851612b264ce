import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { capacity, capacitySettings } from "../../config/capacity.ts";

const read = (given: unknown) => capacitySettings(capacity.parse(given));

describe("what a stack file says of capacity", () => {
  it("may be nothing", () => {
    assert.deepEqual(read(undefined), {
      volumeBytes: undefined,
      warn: 0.7,
      refuse: 1,
      bytesPerValue: 3,
      environments: new Map(),
      buckets: new Map(),
    });
  });

  it("is the same as values and as texts, which is how the engine hands it over", () => {
    const expected = {
      volumeBytes: 20 * 2 ** 30,
      warn: 0.5,
      refuse: 0.925,
      bytesPerValue: 2.5,
      environments: new Map([
        ["idfdev", { nodes: 12, pods: 180, intervalSeconds: 30 }],
        ["idfint", { valuesPerSecond: 400, exporterValues: 2000, containers: 7, intervalSeconds: undefined }],
      ]),
      buckets: new Map([["portal", { valuesPerSecond: 0.5, series: 1800, bytesPerValue: 9 }]]),
    };
    for (const form of [(value: number) => value, String]) {
      const given = {
        volume: "20Gi",
        warn: "50%",
        refuse: "92.5%",
        bytesPerValue: form(2.5),
        environments: {
          idfdev: { nodes: form(12), pods: form(180), interval: "30s" },
          idfint: { valuesPerSecond: form(400), exporterValues: form(2000), containers: form(7) },
        },
        buckets: {
          portal: { valuesPerSecond: form(0.5), series: form(1800), bytesPerValue: form(9) },
        },
      };
      assert.deepEqual(read(given), expected);
    }
    assert.equal(read({ volume: 1_000 }).volumeBytes, 1_000);
  });

  for (const [title, bad, path, expected] of [
    ["a volume in another notation", { volume: "20 GiB" }, "volume", "a size such as `20Gi`"],
    ["a volume of nothing", { volume: "0" }, "volume", "a size such as `20Gi`"],
    ["a share without its sign", { warn: 0.7 }, "warn", "a percentage such as `70%`"],
    ["a share of nothing", { refuse: "0%" }, "refuse", "a percentage such as `70%`"],
    [
      "bytes that are none",
      { bytesPerValue: "x" },
      "bytesPerValue",
      "a number of bytes such as `3` or `1.5`, more than 0",
    ],
    [
      "half a node",
      { environments: { a: { nodes: 1.5 } } },
      "environments.a.nodes",
      "a whole number, 1 or more",
    ],
    ["no pods", { environments: { a: { pods: 0 } } }, "environments.a.pods", "a whole number, 1 or more"],
    [
      "a negative rate",
      { environments: { a: { valuesPerSecond: -1 } } },
      "environments.a.valuesPerSecond",
      "a number of values such as `250` or `0.5`",
    ],
    [
      "an interval of nothing",
      { environments: { a: { interval: "0s" } } },
      "environments.a.interval",
      "a duration of at least 1s such as `5m`",
    ],
    ["half a series", { buckets: { a: { series: 0.5 } } }, "buckets.a.series", "a whole number, 1 or more"],
    [
      "a bucket's rate that is none",
      { buckets: { a: { valuesPerSecond: "many" } } },
      "buckets.a.valuesPerSecond",
      "a number of values such as `250` or `0.5`",
    ],
  ] as const) {
    it(`is refused with ${title}`, () => {
      const issues = capacity.safeParse(bad, { error: () => "" }).error?.issues ?? [];
      assert.deepEqual(
        issues.map((issue) => issue.path.join(".")),
        [path],
      );
      const said = issues.map(({ message }) => message).filter((message) => message !== "");
      assert.ok(
        said.every((message) => message === expected),
        String(said),
      );
    });
  }

  it("is refused with a key that there is not", () => {
    const { error } = capacity.safeParse({ environments: { a: { node: 3 } } });
    assert.equal(error?.issues[0]?.code, "unrecognized_keys");
  });
});
