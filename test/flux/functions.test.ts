/** The functions of flux/lib: what they say of themselves, and what the pure ones give on a real InfluxDB. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { formatFlux, parseFlux, withLanguageServer } from "../../flux/engine.ts";
import { neededBy, readLibrary } from "../../flux/library.ts";
import { checkedText } from "../../flux/link.ts";
import { queryRows, type Row, startServer, type TestServer } from "../support/influxd.ts";
import { linked, shown, sourceOf } from "../support/flux-units.ts";

const folder = new URL("../../flux/lib/", import.meta.url);
const texts = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith(".flux"))
    .map((name) => [name.replace(".flux", ""), readFileSync(new URL(name, folder), "utf8")]),
);
const library = readLibrary(Object.entries(texts).map(([name, text]) => sourceOf(`lib/${name}.flux`, text)));

/** A type on one line. */
const plain = (type: string): string =>
  type
    .replace(/\s+/g, " ")
    .replace(/([([{]) /g, "$1")
    .replace(/,? ([)\]}])/g, "$1");

/** Whether a type is one of what the compiler shows, which keeps constraints to itself: a variable may be any one word. */
function agrees(type: string, inferred: string): boolean {
  const [said, known] = [type.replace(/ where .*/, ""), inferred].map(
    (text) => text.match(/\w+|[^\s\w]+/g) ?? [],
  );
  if (said?.length !== known?.length) return false;
  return (known ?? []).every((word, index) => word === said?.[index] || /^[A-Z]$/.test(word));
}

/** What the compiler infers of a function. */
async function typeOf(name: string): Promise<string> {
  const unit = library.functions.get(`lib/${name}`);
  assert(unit !== undefined);
  const needed = neededBy(unit, library);
  assert(needed !== undefined);
  const { text } = checkedText(unit, needed);
  return withLanguageServer(async (server) => {
    const textDocument = { uri: "file:///x.flux", languageId: "flux", version: 1, text };
    await server.send({ method: "textDocument/didOpen", params: { textDocument } });
    const line = text.split("\n").findLastIndex((candidate) => candidate.startsWith(`${name} =`));
    const position = { line, character: 0 };
    const reply = await server.send({
      id: 3,
      method: "textDocument/hover",
      params: { textDocument, position },
    });
    return plain((reply as { result: { contents: string } }).result.contents);
  });
}

describe("a file of the library", () => {
  test("is sound", () => {
    assert.deepEqual(library.faults, []);
  });

  for (const [name, text] of Object.entries(texts)) {
    test(`${name}: is formatted, says what it is, and its type is what the compiler infers`, async () => {
      assert.equal(formatFlux(parseFlux(text)), text);
      assert.match(text, new RegExp(`^// ${name}: [a-z].*\\.\n//\n// [A-Z][a-z]+ +`));
      const [, said] = /^\/\/ Type +((?:.*\n)(?:\/\/ {9}.*\n)*)/m.exec(text) ?? [];
      if (said === undefined) return;
      const type = plain(said.replace(/^\/\/ +/gm, "")).trim();
      const inferred = await typeOf(name);
      assert(agrees(type, inferred), `${type}\nis not\n${inferred}`);
    });
  }
});

/** Values by name, each an expression in Flux. All of one list go to the server in one query. */
type Cases = Readonly<Record<string, readonly [expression: string, expected: string | number | boolean]>>;

describe("on a real InfluxDB", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => (server as TestServer | undefined)?.stop());

  const run = async (imports: readonly string[], body: string): Promise<readonly Row[]> => {
    const task = await linked({ imports, body: `given = params\n${body}` }, texts);
    return queryRows(server, shown(task));
  };

  function gives(name: string, cases: Cases, before = "", imports: readonly string[] = []): void {
    test(`${name} gives what it says`, async () => {
      const columns = Object.values(cases).map(([expression], index) => `c${index}: ${expression}`);
      const rows = await run(
        ["array", ...imports, `lib/${name}`],
        `${before}\narray.from(rows: [{none: "", zero: 0, ${columns.join(", ")}}])\n    |> to(bucket: "nowhere")`,
      );
      // The server's CSV cannot tell an empty text from none.
      const found = Object.keys(cases).map((title, index) => [title, rows[0]?.[`c${index}`] ?? ""]);
      assert.deepEqual(
        Object.fromEntries(found),
        Object.fromEntries(Object.entries(cases).map(([key, [, value]]) => [key, value])),
      );
    });
  }

  const missing = "debug.null(type: ";

  gives(
    "text",
    {
      there: ['text(v: "a")', "a"],
      empty: ['text(v: "")', ""],
      missing: [`text(v: ${missing}"string"))`, ""],
    },
    "",
    ["internal/debug"],
  );
  gives(
    "number",
    {
      float: ["number(v: 1.5)", 1.5],
      int: ["number(v: -2)", -2],
      unsigned: ["number(v: uint(v: 3))", 3],
      text: ['number(v: "4.5")', 4.5],
      missing: [`number(v: ${missing}"float"))`, 0],
    },
    "",
    ["internal/debug"],
  );
  gives("level", {
    above: ["level(value: 91.0, warning: 80.0, critical: 90.0)", 3],
    "at critical": ["level(value: 90.0, warning: 80.0, critical: 90.0)", 2],
    "at warning": ["level(value: 80.0, warning: 80.0, critical: 90.0)", 0],
    "above warning": ["level(value: 80.1, warning: 80.0, critical: 90.0)", 2],
  });
  gives("below", {
    below: ["below(value: 9.9, warning: 20.0, critical: 10.0)", 3],
    "at critical": ["below(value: 10.0, warning: 20.0, critical: 10.0)", 2],
    "at warning": ["below(value: 20.0, warning: 20.0, critical: 10.0)", 0],
  });
  gives("severity", {
    critical: ["severity(level: 3)", "critical"],
    worse: ["severity(level: 4)", "critical"],
    warning: ["severity(level: 2)", "warning"],
    info: ["severity(level: 1)", "info"],
    fine: ["severity(level: 0)", "resolved"],
  });
  gives("minuteOfDay", {
    utc: ['minuteOfDay(t: 2020-01-15T13:45:59Z, location: "UTC")', 825],
    midnight: ['minuteOfDay(t: 2020-01-15T00:00:00Z, location: "UTC")', 0],
    winter: ['minuteOfDay(t: 2020-01-15T23:30:00Z, location: "Europe/Berlin")', 30],
    summer: ['minuteOfDay(t: 2020-07-15T12:00:00Z, location: "Europe/Berlin")', 840],
    half: ['minuteOfDay(t: 2020-01-15T12:00:00Z, location: "Asia/Kolkata")', 1050],
  });
  gives("escaped", {
    quotes: ['escaped(v: "a\\"b")', '"a\\"b"'],
    backslash: ['escaped(v: "a\\\\b")', '"a\\\\b"'],
    both: ['escaped(v: "\\\\\\"")', '"\\\\\\""'],
    lines: ['escaped(v: "a\\nb")', '"a b"'],
    empty: ['escaped(v: "")', '""'],
  });
  gives("failure", {
    refused: ['failure(msg: "", status: 500)', "the receiver answered 500"],
    "a secret address": [
      'failure(msg: "Post \\"https://hooks.example.org/secret\\": context deadline exceeded", status: 0)',
      "no answer: context deadline exceeded",
    ],
    "an address in another place": [
      'failure(msg: "cannot reach https://hooks.example.org/secret", status: 0)',
      "no answer",
    ],
    "an address after the reason": [
      'failure(msg: "Post \\"x\\": no way to https://hooks.example.org/secret", status: 0)',
      "no answer",
    ],
    nothing: ['failure(msg: "", status: 0)', "no answer"],
  });
  const row = `row = {alert: "a", cluster: "c", application: "p", subject: "n/x", severity: "warning", at: 5, sent: 7}`;
  gives("key", { key: ["key(r: row)", "a/c/p/n/x"] }, row);
  gives("onceKey", { key: ["onceKey(r: row)", "a/c/p/n/x/warning/5/7"] }, row);

  const limits = `of = limits(
    of: [
        {cluster: "c", application: "p", warning: 1.0},
        {cluster: "*", application: "p", warning: 2.0},
        {cluster: "c", application: "*", warning: 3.0},
        {cluster: "*", application: "*", warning: 4.0},
    ],
)
few = limits(of: [{cluster: "*", application: "*", warning: 5.0}])`;
  const limit = (cluster: string, application: string): string =>
    `of(cluster: "${cluster}", application: "${application}").warning`;
  gives(
    "limits",
    {
      both: [limit("c", "p"), 1],
      application: [limit("d", "p"), 2],
      cluster: [limit("c", "q"), 3],
      neither: [limit("d", "q"), 4],
      "where there are none but those for all": ['few(cluster: "c", application: "p").warning', 5],
    },
    limits,
  );

  const way = (level: number, alert: string, application: string, cluster: string): string =>
    `{level: ${level}, alert: "${alert}", application: "${application}", cluster: "${cluster}", name: "${level}/${alert}/${application}/${cluster}"}`;
  const orders = [
    way(2, "a", "p", "c"),
    way(2, "a", "p", "*"),
    way(2, "a", "*", "c"),
    way(2, "a", "*", "*"),
    way(2, "*", "p", "c"),
    way(2, "*", "p", "*"),
    way(2, "*", "*", "c"),
    way(2, "*", "*", "*"),
    way(3, "a", "*", "*"),
  ];
  const ask = (level: number, alert: string, application: string, cluster: string): string =>
    `to_(level: ${level}, alert: "${alert}", application: "${application}", cluster: "${cluster}").name`;
  gives(
    "route",
    {
      all: [ask(2, "a", "p", "c"), "2/a/p/c"],
      "alert and application": [ask(2, "a", "p", "d"), "2/a/p/*"],
      "alert and cluster": [ask(2, "a", "q", "c"), "2/a/*/c"],
      alert: [ask(2, "a", "q", "d"), "2/a/*/*"],
      "application and cluster": [ask(2, "b", "p", "c"), "2/*/p/c"],
      application: [ask(2, "b", "p", "d"), "2/*/p/*"],
      cluster: [ask(2, "b", "q", "c"), "2/*/*/c"],
      any: [ask(2, "b", "q", "d"), "2/*/*/*"],
      "of another level": [ask(3, "a", "p", "c"), "3/a/*/*"],
      none: [ask(3, "b", "p", "c"), "0///"],
    },
    `to_ = route(routes: [${orders.join(", ")}], none: ${way(0, "", "", "")})`,
  );

  test("growth adds up what counters grow from a time on, and takes a fall for a new beginning", async () => {
    const samples: readonly [name: string, values: readonly (number | undefined)[]][] = [
      ["steady", [5, 5, 5, 5]],
      ["grows", [1, 2, 4, 7]],
      ["grew before", [0, 9, 9, 9]],
      ["fell", [9, 9, 2, 3]],
      ["new", [undefined, undefined, undefined, 8]],
    ];
    const rows = samples.flatMap(([name, values]) =>
      values.flatMap((value, minute) =>
        value === undefined
          ? []
          : `{_time: 2020-01-15T00:0${minute}:00Z, name: "${name}", value: ${value}.0}`,
      ),
    );
    const found = await run(
      ["array", "lib/growth"],
      `array.from(rows: [${rows.join(", ")}])
    |> group(columns: ["name"])
    |> growth(since: 2020-01-15T00:02:00Z)
    |> group()
    |> to(bucket: "nowhere")`,
    );
    assert.deepEqual(Object.fromEntries(found.map(({ name, value }) => [name, value])), {
      steady: 0,
      grows: 5,
      "grew before": 0,
      fell: 1,
      new: 0,
    });
  });
});
