/** What receivers do with what they are sent: answers that look like success, limits of length, text that is markup to them. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import type { ChannelKind } from "../../model/alerts/settings.ts";
import { lineOf } from "../../tools/alerts/line-protocol.ts";
import { type AlertWorld, alertParts, alertWorld, instant } from "../support/alerts.ts";
import { api } from "../support/influxd.ts";
import { listen } from "../support/listen.ts";

const parts = alertParts();

interface Finding {
  readonly subject?: string;
  readonly text?: string;
  /** The minute of an event; absent of a state. */
  readonly eventMinute?: number;
}

/** A channel of a kind. `url`: where it sends to, instead of to the tests' receiver. */
async function channelOf(
  kind: ChannelKind,
  {
    id = "pod-restarts",
    options = {},
    url,
  }: { id?: string; options?: Record<string, string>; url?: string } = {},
): Promise<AlertWorld> {
  const world = await alertWorld(parts, id, (settings) => ({
    ...settings,
    alerts: {
      ...settings.alerts,
      channels: settings.alerts.channels.map((given) => ({ ...given, kind, options })),
    },
  }));
  if (url !== undefined) {
    const json = { "ops-url": url };
    await api(world.server, "PATCH", `/api/v2/orgs/${world.server.orgId}/secrets`, { json });
  }
  return world;
}

/** Writes what an alert found at a minute, as its task does. */
async function found(
  { alert, server }: AlertWorld,
  minute: number,
  { subject = "portal/web-0", text = "restarted", eventMinute }: Finding = {},
): Promise<void> {
  const at = eventMinute === undefined ? 0n : BigInt(Date.parse(instant(eventMinute))) * 1_000_000n;
  const line = lineOf(
    {
      measurement: "finding",
      tags: { alert: alert.id, cluster: "idfdev", application: "portal", subject },
      fields: { level: 2n, value: 1, limit: 1, text, source: "portal", at },
    },
    Date.parse(instant(minute)) / 1000,
  );
  const query = new URLSearchParams({ orgID: server.orgId, bucket: "multiapp_", precision: "s" });
  await api(server, "POST", `/api/v2/write?${query.toString()}`, { text: line });
}

function bodiesAt(path: string): readonly unknown[] {
  return parts.receiver.take(path).map(({ body }) => JSON.parse(body) as unknown);
}

describe("a bridge to Kafka", () => {
  let bridge = { url: "", stop: (): Promise<void> => Promise.resolve() };
  let answer: { readonly status: number; readonly body: string };
  before(async () => {
    const server = createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(answer.status).end(answer.body));
    });
    const { port, stop } = await listen(server);
    bridge = { url: `http://127.0.0.1:${port}`, stop };
  });
  after(() => bridge.stop());

  /** What is remembered of a message once that was answered. */
  async function afterAnswers(...answers: readonly (readonly [status: number, body: string])[]) {
    const world = await channelOf("kafka", { options: { topic: "alerts" }, url: bridge.url });
    await found(world, 1);
    for (const [index, [status, body]] of answers.entries()) {
      answer = { status, body };
      await world.deliver(2 + index);
    }
    const [{ level, failures, status, error = "" } = {}] = (await world.rows("alerted_", "alert")).slice(-1);
    return { level, failures, status, error };
  }

  const taken = '{"offsets":[{"partition":0,"offset":0}]}';
  const failed = { level: 0, failures: 1, status: 502, error: "the receiver answered 502" };

  test("has taken what it tells the offset of", async () => {
    const delivered = { level: 2, failures: 0, status: 200, error: "" };
    assert.deepEqual(await afterAnswers([200, taken]), delivered);
    const proxy =
      '{"offsets":[{"partition":1,"offset":7,"error_code":null,"error":null}],"key_schema_id":null}';
    assert.deepEqual(await afterAnswers([200, proxy]), delivered);
    assert.deepEqual(
      await afterAnswers([200, '{"offsets":[{"error_code":1,"error":"x"}]}'], [200, taken]),
      delivered,
    );
  });

  test("has failed when it answers 200 and the broker did not take the record", async () => {
    const records = [
      '{"offsets":[{"error_code":404,"error":"This server does not host this \\"offset\\":1 partition."}]}',
      '{"offsets":[{"partition":null,"offset":null,"error_code":50003,"error":"a timeout"}]}',
    ];
    for (const body of records) assert.deepEqual(await afterAnswers([200, body]), failed, body);
  });

  test("has failed when it answers something else, and the run goes on", async () => {
    for (const body of [
      "",
      "ok",
      "{}",
      "[]",
      "null",
      '{"offsets":[]}',
      '{"offsets":{"offset":1}}',
      '{"offsets":["a"]}',
    ])
      assert.deepEqual(await afterAnswers([200, body]), failed, body);
    const refused = { level: 0, failures: 1, status: 422, error: "the receiver answered 422" };
    assert.deepEqual(await afterAnswers([422, taken]), refused);
  });
});

describe("PagerDuty", { concurrency: 2 }, () => {
  const page = async (id?: string): Promise<AlertWorld & { readonly at: string }> => {
    const at = `/pagerduty-${crypto.randomUUID()}`;
    return {
      ...(await channelOf("pagerduty", { ...(id && { id }), options: { api: parts.receiver.url + at } })),
      at,
    };
  };
  const summaryOf = (body: unknown): string => (body as { payload: { summary: string } }).payload.summary;
  const keyOf = (body: unknown): string => (body as { dedup_key: string }).dedup_key;

  test("is sent no more than it takes of a summary and of a key, which still tells subjects apart", async () => {
    const world = await page();
    const long = "x".repeat(300);
    await found(world, 1, { subject: `${long}/a`, text: "é".repeat(2000) });
    await found(world, 1, { subject: `${long}/b` });
    await world.deliver(2);
    const bodies = bodiesAt(world.at);
    assert.equal(bodies.length, 2);
    const keys = new Set(bodies.map(keyOf));
    assert.equal(keys.size, 2);
    for (const key of keys) {
      assert.equal(key.length, 255);
      assert.match(key, /^pod-restarts\/idfdev\/portal\/x+\/[0-9a-f]{64}$/);
    }
    const longest = bodies.map(summaryOf).sort((one, other) => other.length - one.length)[0];
    assert.match(longest ?? "", /^A container restarts: é+$/);
    assert.equal(longest?.length, 1024);
  });

  test("makes an incident of each event, and one of an event that is sent again", async () => {
    const world = await page("package-tests-failed");
    await found(world, 3, { eventMinute: 1 });
    await found(world, 4, { eventMinute: 2 });
    parts.receiver.answer(world.at, 503);
    await world.deliver(5);
    const first = bodiesAt(world.at).map(keyOf);
    assert.equal(new Set(first).size, 2);
    parts.receiver.answer(world.at, 202);
    await world.deliver(6);
    assert.deepEqual(bodiesAt(world.at).map(keyOf).sort(), [...first].sort());
  });

  test("makes one incident of a state, however often it is sent", async () => {
    const world = await page();
    for (const minute of [1, 1 + 24 * 60]) {
      await found(world, minute);
      await world.deliver(minute + 1);
    }
    assert.deepEqual(bodiesAt(world.at).map(keyOf), Array(2).fill("pod-restarts/idfdev/portal/portal/web-0"));
  });
});

describe("text from data", { concurrency: 2 }, () => {
  const said = async (kind: ChannelKind, finding: Finding): Promise<string> => {
    const world = await channelOf(kind);
    await found(world, 1, finding);
    await world.deliver(2);
    const [body] = bodiesAt(world.path) as readonly { readonly text: string }[];
    return body?.text ?? "";
  };
  const message = (subject: string, text: string): string =>
    `[WARNING] pod-restarts · idfdev · portal · ${subject}\nA container restarts: ${text}, since 2020-01-15 00:01 UTC\ndocs/alert-catalogue.md#pod-restarts`;

  test("is no markup for Slack", async () => {
    assert.equal(
      await said("slack", { subject: "<!channel>", text: "<https://a?b&c|d> &lt;" }),
      message("&lt;!channel&gt;", "&lt;https://a?b&amp;c|d&gt; &amp;lt;"),
    );
  });

  test("calls nobody in Mattermost, and is no markup", async () => {
    const broken = "@\u200b";
    assert.equal(
      await said("mattermost", {
        subject: "@all/<!here>",
        text: "@channel\n\n# `a` *b* _c_ ~d~ [e](f) \\ &lt; x&y",
      }),
      message(
        `${broken}all/&lt;!here&gt;`,
        `${broken}channel # \\\`a\\\` \\*b\\* \\_c\\_ \\~d\\~ \\[e\\](f) \\\\ &amp;lt; x&y`,
      ),
    );
    assert.equal(
      await said("mattermost", { subject: "web_0", text: "https://a_b/~c?d=1&e=2 @here *f*" }),
      message("web\\_0", `https://a_b/~c?d=1&e=2 ${broken}here \\*f\\*`),
    );
  });
});
