import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInfluxd } from "../../tools/local/influxd.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import type { Part } from "../../tools/toolchain/part.ts";
import { influxd } from "../../tools/toolchain/parts.ts";

/** A real InfluxDB of one test file: empty, set up, on a loopback port, gone after {@link TestServer.stop}. */
export interface TestServer {
  readonly url: string;
  /** Operator token. */
  readonly token: string;
  readonly org: string;
  readonly orgId: string;
  /** Ends the server and starts another one on the same data and the same port. */
  becomes(part: Part): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** A value of a row, typed as InfluxDB says. Times are ISO strings. */
export type Cell = string | number | boolean;

/** One row of a query's result, without the empty cells. */
export type Row = Readonly<Record<string, Cell>>;

/** A request to the server's API. */
export interface ApiRequest {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly accept?: string;
}

const org = "test";

/**
 * What servers of tests are started with. A write that makes a shard waits for processor and disk, and on a busy machine
 * for longer than the ten seconds after which the server gives it up.
 */
export const patient: readonly string[] = ["--storage-write-timeout=2m"];

/** Starts an InfluxDB, found or built as the commands do it, and sets it up. `part`: which one. */
export async function startServer({ part = influxd }: { part?: Part } = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), "influxd-test-"));
  const logFile = join(directory, "influxd.log");
  const start = async (which: Part, port = 0) => {
    const { path: binary } = await ensure(which);
    return startInfluxd({ binary, directory, logFile, port, extraArgs: patient });
  };
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    let server = await start(part);
    const { url, port } = server;
    const becomes = async (next: Part): Promise<void> => {
      await server.stop();
      server = await start(next, port);
      if (server.port !== port) throw new Error(`somebody took port ${port} while ${next.title} was started`);
    };
    const stop = async (): Promise<void> => {
      await server.stop();
      await remove();
    };
    const token = "operator-token-of-a-test";
    try {
      const setup = { username: "tester", password: "password-of-a-test", org, bucket: "setup", token };
      const made = await api({ url, token }, "POST", "/api/v2/setup", { json: setup });
      const { org: organization } = JSON.parse(made) as { org: { id: string } };
      return { url, token, org, orgId: organization.id, becomes, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

/** An answer of the API whose status is not 2xx. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/**
 * Calls the API and gives the text of the answer.
 * @throws ApiError when the status is not 2xx, with what the server said.
 */
export async function api(
  server: Pick<TestServer, "url" | "token">,
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  { json, text, accept }: ApiRequest = {},
): Promise<string> {
  const headers = new Headers({ authorization: `Token ${server.token}` });
  if (json !== undefined) headers.set("content-type", "application/json");
  if (accept !== undefined) headers.set("accept", accept);
  const body = json === undefined ? text : JSON.stringify(json);
  const response = await fetch(new URL(path, server.url), {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(120_000),
  });
  const answer = await response.text();
  if (!response.ok) throw new ApiError(`${method} ${path}: ${response.status} ${answer}`, response.status);
  return answer;
}

/** Makes a bucket that keeps its points for ever; gives its id. */
export async function makeBucket(server: TestServer, name: string): Promise<string> {
  const made = await api(server, "POST", "/api/v2/buckets", {
    json: { orgID: server.orgId, name, retentionRules: [] },
  });
  return (JSON.parse(made) as { id: string }).id;
}

/** Writes lines of line protocol whose times are in seconds. */
export async function writeLines(
  server: TestServer,
  bucket: string,
  lines: readonly string[],
): Promise<void> {
  const query = new URLSearchParams({ orgID: server.orgId, bucket, precision: "s" });
  await api(server, "POST", `/api/v2/write?${query.toString()}`, { text: lines.join("\n") });
}

/** Runs a Flux query and gives the rows of all its tables. */
export async function queryRows(server: TestServer, flux: string): Promise<readonly Row[]> {
  const dialect = { annotations: ["datatype"], header: true };
  const path = `/api/v2/query?orgID=${server.orgId}`;
  const csv = await api(server, "POST", path, {
    json: { query: flux, type: "flux", dialect },
    accept: "application/csv",
  });
  return parseTables(csv);
}

/** Rows of annotated CSV: before each change of columns, a line of types and one of names. */
function parseTables(csv: string): Row[] {
  const rows: Row[] = [];
  let types: readonly string[] = [];
  let names: readonly string[] | undefined;
  for (const cells of parseCsv(csv)) {
    if (cells[0] === "#datatype") {
      types = cells;
      names = undefined;
    } else if (cells.length < 2) {
      continue; // the blank line between two tables
    } else if (names === undefined) {
      names = cells;
    } else {
      const labels = names;
      const entries = cells.flatMap((text, index): [string, Cell][] => {
        const name = labels[index] ?? "";
        return text === "" || name === "" || name === "result" || name === "table"
          ? []
          : [[name, cellOf(text, types[index] ?? "string")]];
      });
      rows.push(Object.fromEntries(entries));
    }
  }
  return rows;
}

function cellOf(text: string, type: string): Cell {
  if (type === "double" || type === "long" || type === "unsignedLong") return Number(text);
  return type === "boolean" ? text === "true" : text;
}

/** Lines of cells; quotes as in RFC 4180. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const [, quoted, plain = "", end] = match;
    lines.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "") break;
    if (end !== ",") lines.push([]);
  }
  return lines;
}
