import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { rowsOf } from "../../client/annotated-csv.ts";
import { Api } from "../../client/api.ts";
import { ProviderError } from "../../client/errors.ts";

let server: TestServer;
let api: Api;
before(async () => {
  server = await startServer();
  const tls = {
    caCertificate: undefined,
    clientCertificate: undefined,
    clientKey: undefined,
    skipVerify: false,
  };
  const { url, token } = server;
  api = new Api({
    url,
    token,
    tls,
    healthTimeoutSeconds: 20,
    concurrency: 2,
    notice: (message) => assert.fail(message),
  });
});
after(async () => {
  await api.close();
  await server.stop();
});

test("values come in their type, and texts to the letter", async () => {
  const rows = await api.query(
    server.orgId,
    `import "array"
array.from(rows: [{text: "a,\\"b\\"\\n#c\\n\\n", empty: "", whole: 7, large: 9007199254740993, part: 1.5, yes: true, at: 2020-01-01T00:00:00Z}])
  |> yield(name: "first")
array.from(rows: [{other: "x"}, {other: "y"}]) |> yield(name: "second")`,
  );
  const [first] = rows.filter(({ result }) => result === "first");
  assert.deepEqual(first, {
    result: "first",
    table: 0,
    text: 'a,"b"\n#c\n\n',
    empty: "",
    whole: 7,
    large: "9007199254740993",
    part: 1.5,
    yes: true,
    at: "2020-01-01T00:00:00Z",
  });
  const second = rows.filter(({ result }) => result === "second");
  assert.deepEqual(
    second.map(({ other }) => other),
    ["x", "y"],
  );
});

test("nothing gives no rows, and a null is one", async () => {
  assert.deepEqual(rowsOf(""), []);
  const rows = await api.query(
    server.orgId,
    `import "array"
import "internal/debug"
array.from(rows: [{a: 1, b: debug.null(type: "int")}])`,
  );
  assert.equal(rows[0]?.["b"], null);
});

test("a query that fails is an error that says why, at once or after its first rows", async () => {
  await assert.rejects(api.query(server.orgId, "nothing()"), /undefined identifier nothing/);
  for (const annotations of ["", "#datatype,string,string\r\n#default,,\r\n"]) {
    const failed = rowsOf(
      `,result,a\r\n,x,1\r\n\r\n${annotations},error,reference\r\n,failed to read,897\r\n`,
    );
    assert.deepEqual(failed.at(-1), { error: "failed to read", reference: "897" });
  }
  // The first table comes before the second fails.
  const late = `import "array"
array.from(rows: [{a: 1}]) |> yield(name: "first")
array.from(rows: [{a: "x"}]) |> map(fn: (r) => ({a: int(v: r.a)})) |> yield(name: "second")`;
  await assert.rejects(api.query(server.orgId, late), (error: Error) => {
    assert(error instanceof ProviderError || error.name === "ApiError", String(error));
    assert.match(error.message, /failed to evaluate map function|cannot convert string/);
    return true;
  });
});
