/** flux/tasks/downsample.flux on a real InfluxDB: nothing is counted twice, what comes late is counted in its time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { downsamplingFunctions } from "../../model/settings.ts";
import { downsamplingParts, point } from "../support/downsampling.ts";

describe("downsampling", { concurrency: 2 }, () => {
  const { ruleOf } = downsamplingParts();

  const results: readonly [aggregate: string, first: number, second: number][] = [
    ["mean", 2.5, 5],
    ["sum", 10, 5],
    ["min", 1, 5],
    ["max", 4, 5],
    ["last", 4, 5],
    ["count", 4, 1],
  ];
  for (const [aggregate, first, second] of results) {
    test(`${aggregate}: a point for each window, at its beginning, in a field that names the function`, async () => {
      const rule = await ruleOf(aggregate);
      await rule.write(
        point(0, "1"),
        point(1, "3"),
        point(2, "2"),
        point(4, "4"),
        point(5, "5"),
        point(10, "9"),
      );
      await rule.run(10);
      assert.deepEqual(await rule.points(), [`0 ${first}`, `5 ${second}`]);
      const [row] = await rule.rows();
      assert.deepEqual(
        [row?.["_measurement"], row?.["_field"], row?.["host"], row?.["aggregate"]],
        ["m", `v_${aggregate}`, "a", undefined],
      );
    });
  }

  test("counts nothing twice when runs overlap, whatever the minute at which they are due", async () => {
    const rule = await ruleOf("sum");
    await rule.write(...Array.from({ length: 40 }, (_, minute) => point(minute, "1")));
    for (const minute of [20, 20, 22, 25, 29, 30]) await rule.run(minute);
    assert.deepEqual(await rule.points(), ["5 5", "10 5", "15 5", "20 5", "25 5"]);
  });

  test("keeps whole windows whole when the lateness is no multiple of them", async () => {
    const rule = await ruleOf("count", { lateness: { seconds: 420 } });
    await rule.write(...Array.from({ length: 40 }, (_, minute) => point(minute, "1")));
    for (const minute of [20, 25, 30]) await rule.run(minute);
    assert.deepEqual(new Set((await rule.points()).map((text) => text.split(" ")[1])), new Set(["5"]));
  });

  test("keeps them whole also in a run after one that was due at the same time", async () => {
    const rule = await ruleOf("count", { lateness: { seconds: 420 } });
    await rule.write(...Array.from({ length: 40 }, (_, minute) => point(minute, "1")));
    await rule.run(20);
    await rule.run(25, 20);
    await rule.run(25, 25);
    assert.deepEqual(await rule.points(), ["5 5", "10 5", "15 5", "20 5"]);
  });

  test("counts what comes late within the lateness, and not what comes later", async () => {
    const rule = await ruleOf("sum");
    await rule.write(point(1, "1"), point(6, "1"), point(11, "1"));
    await rule.run(15);
    assert.deepEqual(await rule.points(), ["0 1", "5 1", "10 1"]);
    await rule.write(point(2, "10"), point(7, "10"), point(12, "10"));
    // Windows from minute 5 on are within ten minutes of the last whole one.
    await rule.run(20);
    assert.deepEqual(await rule.points(), ["0 1", "5 11", "10 11"]);
  });

  test("makes up for runs that did not take place, as far back as it may", async () => {
    const rule = await ruleOf("count");
    await rule.write(...Array.from({ length: 120 }, (_, minute) => point(minute, "1")));
    await rule.runTask(20);
    assert.deepEqual(await rule.points(), ["5 5", "10 5", "15 5"]);
    await rule.run(40, 20);
    assert.deepEqual(await rule.points(), ["5 5", "10 5", "15 5", "20 5", "25 5", "30 5", "35 5"]);
    await rule.run(100, 40);
    const windows = (await rule.points()).map((text) => Number(text.split(" ")[0]));
    assert.deepEqual(windows, [5, 10, 15, 20, 25, 30, 35, 70, 75, 80, 85, 90, 95]);
  });

  test("leaves texts and truth values out where they have no such value, and takes what can be counted", async () => {
    const lines = [
      point(1, "1i", "host=a", "whole"),
      point(2, "2u", "host=a", "unsigned"),
      point(1, "0.5"),
      point(1, '"up"', "host=a", "text"),
      point(1, "true", "host=a", "flag"),
    ];
    for (const [aggregate, fields] of [
      ["mean", ["unsigned", "v", "whole"]],
      ["max", ["unsigned", "v", "whole"]],
      ["last", ["flag", "text", "unsigned", "v", "whole"]],
      ["count", ["flag", "text", "unsigned", "v", "whole"]],
    ] as const) {
      const rule = await ruleOf(aggregate);
      await rule.write(...lines);
      await rule.run(5);
      assert.deepEqual(
        await rule.fields(),
        fields.map((field) => `${field}_${aggregate}`),
      );
    }
  });

  test("keeps every function of every type of field in one bucket", async () => {
    const first = await ruleOf("mean");
    const values: readonly [field: string, first: string, second: string][] = [
      ["whole", "7i", "2i"],
      ["unsigned", "7u", "2u"],
      ["v", "0.5", "1"],
      ["text", '"up"', '"down"'],
      ["flag", "true", "false"],
    ];
    await first.write(
      ...values.flatMap(([field, one, two]) => [
        point(1, one, "host=a", field),
        point(2, two, "host=a", field),
      ]),
    );
    for (const aggregate of downsamplingFunctions) {
      const rule = await ruleOf(aggregate, {}, first);
      // As a task: a query does not tell of all that the bucket refuses.
      await rule.runTask(5);
    }
    const results = await Promise.all(
      (await first.fields()).map(async (field) => [field, ...(await first.pointsOf(field))].join(": ")),
    );
    const numbers = (field: string, ...[mean, sum, min, max, last]: readonly number[]): readonly string[] => [
      `${field}_count: 0 2`,
      `${field}_last: 0 ${last}`,
      `${field}_max: 0 ${max}`,
      `${field}_mean: 0 ${mean}`,
      `${field}_min: 0 ${min}`,
      `${field}_sum: 0 ${sum}`,
    ];
    assert.deepEqual(results, [
      "flag_count: 0 2",
      "flag_last: 0 false",
      "text_count: 0 2",
      "text_last: 0 down",
      ...numbers("unsigned", 4.5, 9, 2, 7, 2),
      ...numbers("v", 0.75, 1.5, 0.5, 1, 1),
      ...numbers("whole", 4.5, 9, 2, 7, 2),
    ]);
  });

  test("keeps series apart, and reads the measurements it is told to", async () => {
    const rule = await ruleOf("sum", { measurements: ["m"] });
    await rule.write(
      point(1, "1"),
      point(1, "2", "host=b"),
      point(2, "4", "host=b"),
      point(1, "9", "host=a", "v", "other"),
    );
    await rule.run(5);
    assert.deepEqual(
      (await rule.rows()).map(({ _measurement, host, _value }) => [_measurement, host, _value]),
      [
        ["m", "a", 1],
        ["m", "b", 6],
      ],
    );
  });

  test("does no harm when there is nothing to read", async () => {
    const rule = await ruleOf("mean");
    await rule.run(10);
    await rule.write(point(1, '"text"'));
    await rule.run(10);
    assert.deepEqual(await rule.points(), []);
  });
});
