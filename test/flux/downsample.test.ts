/** flux/tasks/downsample.flux on a real InfluxDB: nothing is counted twice, what comes late is counted in its time. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { compileTask, loadTemplates, type Templates } from "../../flux/index.ts";
import {
  api,
  makeBucket,
  queryRows,
  type Row,
  startServer,
  type TestServer,
  writeLines,
} from "../support/influxd.ts";
import { makeTask, runTask } from "../support/flux.ts";

const start = Date.UTC(2020, 0, 15);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();
/** A point of measurement m, in line protocol. */
const point = (minute: number, value: string, tags = "host=a", field = "v", measurement = "m"): string =>
  `${measurement},${tags} ${field}=${value} ${start / 1000 + minute * 60}`;

describe("downsampling", { concurrency: 2 }, () => {
  let server: TestServer;
  let templates: Templates;
  before(async () => {
    [server, templates] = await Promise.all([startServer(), loadTemplates()]);
  });
  after(() => (server as TestServer | undefined)?.stop());

  interface Rule {
    readonly source: string;
    readonly target: string;
    write(...lines: readonly string[]): Promise<void>;
    /**
     * Runs the rule as if it were due at that minute, and as if the last run that succeeded had been due at `last`: the
     * server says so by this very option, but not of runs that were due before it made the task.
     */
    run(minute: number, last?: number): Promise<void>;
    /** Runs it as a task of the server. */
    runTask(minute: number): Promise<void>;
    /** `minute value` of each point of the target, in order. */
    points(column?: string): Promise<readonly string[]>;
    rows(): Promise<readonly Row[]>;
  }

  let count = 0;
  /** A rule of five minutes, ten minutes late at most, half an hour back at most. */
  async function ruleOf(aggregate: string, changes: Readonly<Record<string, unknown>> = {}): Promise<Rule> {
    count += 1;
    const [source, target] = [`source-${count}`, `target-${count}`];
    await makeBucket(server, source);
    await makeBucket(server, target);
    const template = templates.byFile.get("tasks/downsample.flux");
    assert(template !== undefined);
    const { flux = "", faults } = compileTask(template, {
      name: `downsample/${count}`,
      everySeconds: 300,
      offsetSeconds: 10,
      params: {
        source,
        target,
        measurements: [],
        aggregate,
        every: { seconds: 300 },
        lateness: { seconds: 600 },
        catchUp: { seconds: 1800 },
        ...changes,
      },
    });
    assert.deepEqual(faults, []);
    const rows = (): Promise<readonly Row[]> =>
      queryRows(
        server,
        `from(bucket: "${target}") |> range(start: 0) |> group() |> sort(columns: ["_time", "_field", "host"])`,
      );
    return {
      source,
      target,
      write: (...lines) => writeLines(server, source, lines),
      run: async (minute, last) => {
        const option = last === undefined ? "" : `option tasks.lastSuccessTime = ${at(last)}\n\n`;
        const query = flux.replace("option task =", `${option}option task =`);
        const json = { query, type: "flux", now: at(minute) };
        const answer = await api(server, "POST", `/api/v2/query?orgID=${server.orgId}`, {
          json,
          accept: "application/csv",
        });
        assert.doesNotMatch(answer, /^#?,error,reference|\r\n,error,reference/);
      },
      runTask: async (minute) => runTask(server, await makeTask(server, flux), at(minute)),
      rows,
      points: async () =>
        (await rows()).map(
          ({ _time, _value }) => `${(Date.parse(String(_time)) - start) / 60_000} ${String(_value)}`,
        ),
    };
  }

  const results: readonly [aggregate: string, first: number, second: number][] = [
    ["mean", 2.5, 5],
    ["sum", 10, 5],
    ["min", 1, 5],
    ["max", 4, 5],
    ["last", 4, 5],
    ["count", 4, 1],
  ];
  for (const [aggregate, first, second] of results) {
    test(`${aggregate}: a point for each window, at its beginning, with the aggregate as a tag`, async () => {
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
        ["m", "v", "a", aggregate],
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
      // Values of several types have no place in one table.
      const names = `from(bucket: "${rule.target}") |> range(start: 0) |> keep(columns: ["_field"]) |> group() |> sort(columns: ["_field"])`;
      assert.deepEqual(
        (await queryRows(server, names)).map(({ _field }) => _field),
        fields,
        aggregate,
      );
    }
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
