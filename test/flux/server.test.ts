/** What the real server makes of compiled tasks, where the compiler's word alone would not do. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { compileTask, readTemplates } from "../../flux/index.ts";
import type { FluxRecord } from "../../model/types.ts";
import { templateText, values } from "../support/flux-values.ts";
import { api, makeBucket, queryRows, startServer, type TestServer } from "../support/influxd.ts";
import { makeTask } from "../support/flux.ts";
import { until } from "../support/until.ts";

/**
 * Texts come back in hexadecimal, because the server's CSV changes line breaks and cannot tell an empty text from none.
 * The head of the list keeps an empty one from `joinStr`, which the server does not survive.
 */
const echo = `hexadecimal = (text) => hex.string(v: bytes(v: "<" + text + ">"))

array.from(
    rows: [
        {
            text: hexadecimal(text: params.text),
            count: params.count,
            ratio: params.ratio,
            flag: params.flag,
            span: int(v: params.span),
            names: hexadecimal(text: strings.joinStr(arr: array.concat(arr: [""], v: params.names), v: "|")),
            rows: hexadecimal(
                text: strings.joinStr(
                    arr: array.concat(
                        arr: [""],
                        v: array.map(
                            arr: params.rows,
                            fn: (x) => "\${x.text}/\${string(v: x.count)}/\${string(v: x.flag)}/\${string(v: int(v: x.span))}",
                        ),
                    ),
                    v: "|",
                ),
            ),
        },
    ],
)
    |> to(bucket: "nowhere")`;

/** A task has to write somewhere; a query shows its rows without. */
function shown(flux: string): string {
  return flux.replace(/\n +\|> to\(bucket: "nowhere"\)\n$/, "\n");
}

function hexadecimal(text: string): string {
  return Buffer.from(`<${text}>`).toString("hex");
}

describe("on a real InfluxDB", { concurrency: true }, () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => (server as TestServer | undefined)?.stop());

  /** Flux of a task from {@link templateText}. */
  async function compile(
    after: string,
    {
      params,
      name = "t",
      every = 60,
      offset = 0,
    }: {
      params: Parameters<typeof compileTask>[1]["params"];
      name?: string;
      every?: number;
      offset?: number;
    },
  ): Promise<string> {
    const { byFile, faults } = await readTemplates([
      { file: "t.flux", path: "t.flux", text: templateText(after) },
    ]);
    assert.deepEqual(faults, []);
    const template = byFile.get("t.flux");
    assert(template !== undefined);
    const { flux = "" } = compileTask(template, { name, everySeconds: every, offsetSeconds: offset, params });
    return flux;
  }

  function rowText(row: FluxRecord): string {
    const { span = 0, ...plain } = row;
    const {
      text = "",
      count = 0,
      flag = false,
    } = plain as Readonly<Record<string, string | number | boolean>>;
    return `${String(text)}/${String(count)}/${String(flag)}/${typeof span === "object" ? BigInt(span.seconds) * 1_000_000_000n : ""}`;
  }

  test("every value arrives as it was given", async () => {
    await fc.assert(
      fc.asyncProperty(values, async (params) => {
        const [row] = await queryRows(server, shown(await compile(echo, { params })));
        const { text, span, names, rows, ...rest } = params;
        assert(typeof text === "string" && typeof span === "object" && "seconds" in span);
        assert(typeof names === "object" && !("seconds" in names));
        assert.deepEqual(row, {
          ...rest,
          text: hexadecimal(text),
          span: span.seconds * 1e9,
          names: hexadecimal(["", ...(names as readonly string[])].join("|")),
          rows: hexadecimal(["", ...(rows as readonly FluxRecord[]).map(rowText)].join("|")),
        });
      }),
      { numRuns: 60 },
    );
  });

  test("a task keeps its name and schedule, whatever the name", async () => {
    const params = { text: "", count: 0, ratio: 0, flag: false, span: { seconds: 1 }, names: [], rows: [] };
    for (const name of ['a"b', "${x}", "back\\slash", "line\nbreak", "pods/é𝒳", "$"]) {
      const task = await makeTask(server, await compile(echo, { params, name, every: 5400, offset: 3661 }));
      const found = JSON.parse(await api(server, "GET", `/api/v2/tasks/${task}`)) as Record<string, unknown>;
      assert.deepEqual([found["name"], found["every"], found["offset"]], [name, "1h30m", "1h1m1s"]);
    }
  });

  test("a run looks back from its tick, not from the later moment at which it starts", async () => {
    await makeBucket(server, "ticks");
    const mark = `array.from(rows: [{_time: now(), _measurement: params.text, _field: "x", _value: 1}]) |> to(bucket: "ticks")`;
    const params = {
      text: "mark",
      count: 0,
      ratio: 0,
      flag: false,
      span: { seconds: 1 },
      names: [],
      rows: [],
    };
    await makeTask(server, await compile(mark, { params, every: 2, offset: 1 }));
    const time = await until("the task has run", async () => {
      const [row] = await queryRows(server, 'from(bucket: "ticks") |> range(start: 0)');
      return row?.["_time"];
    });
    // Every 2 s ticks in even seconds; the run starts in odd ones.
    assert.match(String(time), /[02468]Z$/);
  });
});
