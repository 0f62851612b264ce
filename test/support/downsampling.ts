/** Rules of downsampling as a real InfluxDB runs them. */
import assert from "node:assert/strict";
import { compileTask, loadTemplates, type Templates } from "../../flux/index.ts";
import type { FluxValue } from "../../model/types.ts";
import { makeTask, runTask } from "./flux.ts";
import { api, makeBucket, queryRows, type Row, startServer, type TestServer, writeLines } from "./influxd.ts";
import { sharedParts } from "./parts.ts";

const start = Date.UTC(2020, 0, 15);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();

/** A point of measurement m, in line protocol. */
export function point(
  minute: number,
  value: string,
  tags = "host=a",
  field = "v",
  measurement = "m",
): string {
  return `${measurement},${tags} ${field}=${value} ${start / 1000 + minute * 60}`;
}

/** A rule of downsampling on a real server: one function, from a bucket to another. */
export interface DownsamplingRule {
  readonly source: string;
  readonly target: string;
  /** Writes points to the source. */
  write(...lines: readonly string[]): Promise<void>;
  /**
   * Runs the rule as if it were due at that minute, and as if the last run that succeeded had been due at `last`: the
   * server says so by this very option, but not of runs that were due before it made the task.
   */
  run(minute: number, last?: number): Promise<void>;
  /** Runs it as a task of the server. */
  runTask(minute: number): Promise<void>;
  /** `minute value` of each point of the target, in order. */
  points(): Promise<readonly string[]>;
  /** All of the target. */
  rows(): Promise<readonly Row[]>;
  /** Fields of the target, in order. */
  fields(): Promise<readonly string[]>;
  /** `minute value` of each point of one field of the target: values of several types have no place in one table. */
  pointsOf(field: string): Promise<readonly string[]>;
}

/**
 * Makes a rule of five minutes, ten minutes late at most, half an hour back at most. It makes its buckets, unless it is
 * told which to read and write. `changes`: other parameters of its task.
 */
export type MakeRule = (
  aggregate: string,
  changes?: Readonly<Record<string, FluxValue>>,
  given?: Partial<Pick<DownsamplingRule, "source" | "target">>,
) => Promise<DownsamplingRule>;

/** What the tests of a suite share. */
export interface DownsamplingParts {
  readonly server: TestServer;
  /** Makes a rule on that server. */
  readonly ruleOf: MakeRule;
}

/** A server and its rules: there before the tests of a file or suite, gone after. */
export function downsamplingParts(): DownsamplingParts {
  const parts = sharedParts(async (own) => {
    const [server, templates] = await Promise.all([
      own(startServer(), (started) => started.stop()),
      loadTemplates(),
    ]);
    return { server, ruleOf: rulesOn(server, templates) };
  });
  return {
    get server() {
      return parts().server;
    },
    ruleOf: (...rule) => parts().ruleOf(...rule),
  };
}

/** How the rules of one server are made. */
function rulesOn(server: TestServer, templates: Templates): MakeRule {
  let count = 0;
  return async (aggregate, changes = {}, given = {}) => {
    count += 1;
    const { source = `source-${count}`, target = `target-${count}` } = given;
    if (given.source === undefined) await makeBucket(server, source);
    if (given.target === undefined) await makeBucket(server, target);
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
        downsampled: false,
        every: { seconds: 300 },
        lateness: { seconds: 600 },
        catchUp: { seconds: 1800 },
        ...changes,
      },
    });
    assert.deepEqual(faults, []);
    const all = `from(bucket: "${target}") |> range(start: 0)`;
    const rowsOf = (filter: string): Promise<readonly Row[]> =>
      queryRows(server, `${all}${filter} |> group() |> sort(columns: ["_time", "_field", "host"])`);
    const rows = (): Promise<readonly Row[]> => rowsOf("");
    const pointOf = ({ _time, _value }: Row): string =>
      `${(Date.parse(String(_time)) - start) / 60_000} ${String(_value)}`;
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
      points: async () => (await rows()).map(pointOf),
      fields: async () => {
        const names = `${all} |> keep(columns: ["_field"]) |> group() |> distinct(column: "_field") |> sort()`;
        return (await queryRows(server, names)).map(({ _value }) => String(_value));
      },
      pointsOf: async (field) => (await rowsOf(` |> filter(fn: (r) => r._field == "${field}")`)).map(pointOf),
    };
  };
}
