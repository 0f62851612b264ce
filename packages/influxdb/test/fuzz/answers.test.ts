/** Answers that InfluxDB does not give, to every request that reads: an error that names the request, never a crash, never "gone". */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { kindOf, type Resource, type Session, Sessions } from "../../../../test/support/provider.ts";
import { Api } from "../../client/api.ts";
import { ApiError, ConnectionError, messageOf, ProviderError } from "../../client/errors.ts";
import { textOf } from "../../definition/values.ts";
import { readConfig } from "../../provider/config.ts";
import { rows } from "../conformance/rows/index.ts";
import { call, made } from "../conformance/rows/row.ts";
import { type Answer, type Mirror, startMirror } from "./mirror.ts";

let server: TestServer;
let mirror: Mirror;
let api: Api;
let sessions: Sessions;
let session: Session;
let other: { readonly name: string; readonly id: string };
before(async () => {
  server = await startServer();
  mirror = await startMirror(server);
  sessions = new Sessions({ url: server.url, token: server.token, org: server.org });
  session = sessions.next({ url: mirror.url });
  const config = readConfig({ url: mirror.url, token: server.token });
  api = new Api({ ...config, notice: () => undefined });
  const name = "another organization";
  other = { name, id: await made(call(server, "POST", "/api/v2/orgs", { name })) };
});
after(async () => {
  await api.close();
  await sessions.close();
  await mirror.stop();
  await server.stop();
});

/** Requests whose answers tell of an object: all of its kind, and it alone. */
function reads({ kind, id, outputs }: Resource): (() => Promise<unknown>)[] {
  const orgId = textOf(outputs.values["orgId"] ?? "");
  return [() => kind.list(api, orgId), () => kind.read(api, id, orgId)];
}

/** The object, its requests answered by the real server once, so that the answers are remembered. */
async function remembered(row: (typeof rows)[number], tag: string): Promise<Resource> {
  const { least } = await row.prepare({ server, other }, tag);
  const resource = await sessions.next().create(kindOf(row.kind), least);
  mirror.relay();
  for (const read of reads(resource)) assert.notEqual(await read(), undefined);
  return resource;
}

async function assertNamed(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert(isOurs(error), messageOf(error));
    assert.match(error.message, /\b(GET|POST) \/\S+ at http/);
    return true;
  });
}

function isOurs(error: unknown): error is Error {
  return error instanceof ApiError || error instanceof ConnectionError || error instanceof ProviderError;
}

const NONSENSE = [
  "",
  "null",
  "[]",
  "{}",
  '""',
  "0",
  "true",
  "<html>404 Not Found</html>",
  '{"code":5,"message":[]}',
];
const nonsense: fc.Arbitrary<Answer> = fc.record({
  status: fc.constantFrom(200, 201, 400, 401, 403, 404, 422, 500),
  body: fc.oneof(fc.constantFrom(...NONSENSE), fc.json({ maxDepth: 3 }), fc.string({ unit: "binary" })),
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** A part of a whole, each as likely as any other: doubles by chance are next to 0, nearly all of them. */
const fractions = fc.nat(999).map((thousandths) => thousandths / 1000);

/** What becomes of one part of an answer: nothing, or something else. */
interface Slip {
  /** Which part, as a fraction of their number. */
  readonly at: number;
  readonly becomes: Json | undefined;
}
const WRONG_PARTS = [undefined, null, "", "x", 0, -1, true, [], {}, [null], ["x"], [{}], { id: "x" }];
const slips: fc.Arbitrary<Slip> = fc.record({
  at: fractions,
  becomes: fc.oneof<fc.Arbitrary<Json | undefined>[]>(
    fc.constantFrom<(Json | undefined)[]>(...WRONG_PARTS),
    fc.json({ maxDepth: 1 }).map((text) => JSON.parse(text) as Json),
  ),
});

/** An answer in which one part went wrong. */
function slipped(body: string, { at, becomes }: Slip): string {
  const whole = JSON.parse(body) as Json;
  const target = Math.floor(at * partsOf(whole));
  let index = -1;
  const walk = (part: Json): Json | undefined => {
    index += 1;
    if (index === target) return becomes;
    if (Array.isArray(part)) return part.map(walk).filter((item) => item !== undefined);
    if (typeof part !== "object" || part === null) return part;
    const entries = Object.entries(part).map(([key, item]): [string, Json | undefined] => [key, walk(item)]);
    return Object.fromEntries(entries.flatMap(([key, item]) => (item === undefined ? [] : [[key, item]])));
  };
  return JSON.stringify(walk(whole) ?? null);
}

function partsOf(part: Json): number {
  if (typeof part !== "object" || part === null) return 1;
  return 1 + Object.values(part).reduce<number>((count, item: Json) => count + partsOf(item), 0);
}

for (const [index, row] of rows.entries()) {
  describe(`${row.kind} (${index}): answers that are none`, () => {
    let resource: Resource;
    before(async () => {
      resource = await remembered(row, `fuzz ${index}`);
    });

    test("anything but what was asked for: an error that names the request", async () => {
      const property = fc.asyncProperty(nonsense, async (answer) => {
        mirror.answer(() => answer);
        for (const read of reads(resource)) await assertNamed(read());
        await assertNamed(session.refresh(resource));
      });
      await fc.assert(property, { numRuns: 15 });
    });

    test("the real answer, cut off: an error that names the request", async () => {
      const property = fc.asyncProperty(fractions, async (at) => {
        mirror.answer((body = "") => ({
          status: 200,
          body: body.slice(0, Math.floor(at * body.trimEnd().length)),
        }));
        for (const read of reads(resource)) await assertNamed(read());
      });
      await fc.assert(property, { numRuns: 15 });
    });

    test("the real answer, with a slip: an error of ours, or an object", async () => {
      const byId = [...mirror.remembered.keys()].some((path) => path.includes(resource.id));
      const property = fc.asyncProperty(slips, async (slip) => {
        mirror.answer((body = "null") => ({ status: 200, body: slipped(body, slip) }));
        for (const [which, read] of reads(resource).entries()) {
          try {
            const found = await read();
            // What is read from a list is gone when the list says so.
            if (which === 0 || byId) assert.notEqual(found, undefined);
          } catch (error) {
            if (!isOurs(error)) throw error;
          }
        }
      });
      await fc.assert(property, { numRuns: 40 });
    });
  });
}
