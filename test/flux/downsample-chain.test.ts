/** flux/tasks/downsample.flux on a real InfluxDB, where it reads what it has written: a long history of a long history. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { downsamplingFunctions } from "../../model/settings.ts";
import type { FluxValue } from "../../model/types.ts";
import { type DownsamplingRule, downsamplingParts, point } from "../support/downsampling.ts";
import { queryRows } from "../support/influxd.ts";

describe("downsampling of what is downsampled", { concurrency: 2 }, () => {
  const parts = downsamplingParts();
  const { ruleOf } = parts;

  const further = { downsampled: true };
  const longer = { ...further, every: { seconds: 900 } };
  /** A rule for each function from one bucket to one other. */
  const rulesOf = async (
    functions: readonly string[],
    changes: Readonly<Record<string, FluxValue>>,
    source?: string,
  ): Promise<readonly [DownsamplingRule, ...DownsamplingRule[]]> => {
    const [first = "", ...others] = functions;
    const one = await ruleOf(first, changes, source === undefined ? {} : { source });
    const rest: DownsamplingRule[] = [];
    for (const aggregate of others) rest.push(await ruleOf(aggregate, changes, one));
    return [one, ...rest];
  };
  const runAll = async (rules: readonly DownsamplingRule[], minute: number): Promise<void> => {
    for (const rule of rules) await rule.run(minute);
  };

  test("each function is that of the points at the beginning, in a field of the same name", async () => {
    const short = await rulesOf(downsamplingFunctions, {});
    // Windows of three, one and two points, and names that a task could take for its own or for a result.
    const names = "count=a,host=a,mean=b,part=c";
    const series = (field: string, tags: string): readonly string[] =>
      [9, 2, 4, 100, 7, 1].map((value, place) =>
        point([0, 1, 2, 6, 10, 11][place] ?? 0, `${value}i`, tags, field),
      );
    await short[0].write(
      ...series("v", names),
      ...series("error_count", "host=a"),
      ...series("v_mean", "host=a"),
      point(1, '"up"', "host=a", "text"),
      point(12, '"down"', "host=a", "text"),
    );
    await runAll(short, 15);
    const long = await rulesOf(downsamplingFunctions, longer, short[0].target);
    await runAll(long, 15);
    // And a third time, of the same windows: nothing changes.
    const third = await rulesOf(downsamplingFunctions, longer, long[0].target);
    await runAll(third, 15);
    for (const [rule] of [long, third]) {
      const found = await Promise.all(
        (await rule.fields()).map(async (field) => [field, ...(await rule.pointsOf(field))].join(": ")),
      );
      const numbers = (field: string): readonly string[] => [
        `${field}_count: 0 6`,
        `${field}_last: 0 1`,
        `${field}_max: 0 100`,
        `${field}_mean: 0 20.5`,
        `${field}_min: 0 1`,
        `${field}_sum: 0 123`,
      ];
      assert.deepEqual(
        found,
        [
          ...numbers("error_count"),
          "text_count: 0 2",
          "text_last: 0 down",
          ...numbers("v"),
          ...numbers("v_mean"),
        ].sort(),
      );
    }
    const kept = `from(bucket: "${third[0].target}") |> range(start: 0) |> filter(fn: (r) => r._field == "v_mean" and r.count == "a")`;
    assert.deepEqual(
      (await queryRows(parts.server, kept)).map(({ _measurement, count: a, host, mean, part }) => [
        _measurement,
        a,
        host,
        mean,
        part,
      ]),
      [["m", "a", "a", "b", "c"]],
    );
  });

  test("means without counts weigh the same, and other functions do not come among them", async () => {
    const short = await rulesOf(["mean", "min", "max"], {});
    await short[0].write(point(0, "1"), point(1, "3"), point(6, "10"));
    await runAll(short, 10);
    const long = await ruleOf("mean", { ...further, every: { seconds: 600 } }, { source: short[0].target });
    await long.run(10);
    assert.deepEqual(await long.fields(), ["v_mean"]);
    assert.deepEqual(await long.points(), ["0 6"]);
  });

  test("fields that no function has named are not read", async () => {
    for (const aggregate of downsamplingFunctions) {
      const rule = await ruleOf(aggregate, further);
      await rule.write(point(1, "1", "aggregate=mean,host=a"), point(2, '"up"', "host=a", "text"));
      await rule.run(10);
      assert.deepEqual(await rule.points(), [], aggregate);
    }
  });

  test("nothing counts twice, and what comes late is counted, whichever of the rules runs first", async () => {
    const short = await rulesOf(["mean", "count"], {});
    const long = await rulesOf(["mean", "count"], { ...further, every: { seconds: 600 } }, short[0].target);
    await short[0].write(...Array.from({ length: 20 }, (_, minute) => point(minute, "2")));
    await runAll(short, 10);
    await runAll(short, 20);
    await runAll(long, 20);
    await runAll(long, 20);
    const [target] = long;
    assert.deepEqual(await target.pointsOf("v_count"), ["0 10", "10 10"]);
    await short[0].write(point(12, "5", "host=a"), point(17.5, "24"));
    await runAll(long, 30);
    assert.deepEqual(await target.pointsOf("v_count"), ["0 10", "10 10"]);
    await runAll(short, 25);
    await runAll(long, 30);
    assert.deepEqual(await target.pointsOf("v_count"), ["0 10", "10 11"]);
    // Nine of 2, the one that became 5, and 24.
    assert.deepEqual(await target.pointsOf("v_mean"), ["0 2", `10 ${(9 * 2 + 5 + 24) / 11}`]);
  });
});
