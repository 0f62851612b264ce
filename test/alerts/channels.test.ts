/** What each kind of channel sends, and when: routes, quiet hours, the heartbeat; and that no secret is left anywhere. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { samples } from "../../model/alerts/samples/index.ts";
import type { Point } from "../../model/alerts/samples/point.ts";
import {
  type AlertSettings,
  type ChannelKind,
  type ChannelSettings,
  everything,
  type RouteSettings,
} from "../../model/alerts/settings.ts";
import type { Silence } from "../../model/wiring/findings.ts";
import { type AlertWorld, alertParts, alertWorld, instant } from "../support/alerts.ts";
import { api, queryRows } from "../support/influxd.ts";

const parts = alertParts();

interface Changes {
  readonly channel?: Partial<ChannelSettings>;
  readonly route?: Partial<RouteSettings>;
  readonly alerts?: Partial<AlertSettings>;
  readonly silences?: readonly Silence[];
}

function world(
  id: string,
  { channel = {}, route = {}, alerts = {}, silences = [] }: Changes,
): Promise<AlertWorld> {
  return alertWorld(parts, id, (settings) => ({
    ...settings,
    silences,
    alerts: {
      ...settings.alerts,
      channels: settings.alerts.channels.map((given) => ({ ...given, ...channel })),
      routes: [{ ...everything, channels: ["ops"], ...route }],
      ...alerts,
    },
  }));
}

/** Makes pod-restarts find something: from minute 15 on. */
async function goBad(of: AlertWorld, from = 15, to = 40): Promise<void> {
  const sample = samples.find(({ id }) => id === "pod-restarts");
  assert(sample?.kind === "state");
  const points = Array.from({ length: to }, (_, index): [number, readonly Point[]] => {
    const bad = Math.max(index + 1 - from, 0);
    const seconds = Date.parse(instant(index + 1)) / 1000;
    const spent = { fine: index + 1 - bad, bad: bad > 0 ? 14 : 0, worse: 0 };
    return [index + 1, sample.points(bad > 0 ? "bad" : "fine", { index: index + 1, seconds, spent })];
  });
  await of.writeAll(points);
}

const subject = "portal/web-0/app";
const text = "restarted 1 times in 15m";
const said = `[WARNING] pod-restarts · idfdev · portal · ${subject}\nA container restarts: ${text}, since 2020-01-15 00:21 UTC\ndocs/alert-catalogue.md#pod-restarts`;
const details = {
  key: `pod-restarts/idfdev/portal/${subject}`,
  alert: "pod-restarts",
  severity: "warning",
  title: "A container restarts",
  cluster: "idfdev",
  application: "portal",
  subject,
  text,
  value: 1,
  limit: 1,
  since: "2020-01-15T00:21:00Z",
  link: "docs/alert-catalogue.md#pod-restarts",
};

const bodies: Readonly<
  Record<
    ChannelKind,
    { readonly options?: Readonly<Record<string, string>>; readonly path?: string; readonly body: unknown }
  >
> = {
  slack: { body: { text: said } },
  mattermost: { body: { text: said, username: "monitoring" } },
  webhook: { body: details },
  pagerduty: {
    body: {
      routing_key: "the-secret",
      event_action: "trigger",
      dedup_key: details.key,
      payload: {
        summary: `A container restarts: ${text}`,
        source: "idfdev",
        severity: "warning",
        component: subject,
        group: "portal",
        class: "pod-restarts",
        custom_details: details,
      },
    },
  },
  kafka: {
    options: { topic: "alerts" },
    path: "/topics/alerts",
    body: { records: [{ key: details.key, value: details }] },
  },
  email: {
    options: { from: "a@example.org", to: "b@example.org" },
    body: {
      from: "a@example.org",
      to: "b@example.org",
      subject: `[WARNING] A container restarts: ${subject}`,
      text: said,
    },
  },
  syslog: {
    body: `syslog,appname=monitoring msg="${said.replaceAll("\n", " ")}",severity_code=4i,facility_code=16i,version=1i`,
  },
  gelf: {
    body: `alert short_message="A container restarts: ${text}",full_message="${said.replaceAll("\n", " ")}",level=4i,alert="pod-restarts",cluster="idfdev",application="portal",subject="${subject}"`,
  },
};

describe("a channel of kind", { concurrency: 4 }, () => {
  for (const [kind, { options = {}, path = "", body }] of Object.entries(bodies)) {
    test(`${kind} sends what its receiver takes`, async () => {
      const authorization = ["webhook", "kafka", "email"].includes(kind) ? "ops-header" : undefined;
      const api_ = kind === "pagerduty" ? { api: `${parts.receiver.url}/pagerduty` } : {};
      const channel = { kind: kind as ChannelKind, options: { ...options, ...api_ }, authorization };
      const of = await world("pod-restarts", { channel });
      const secrets = {
        "ops-header": "Bearer the-header",
        ...(kind === "pagerduty" ? { "ops-url": "the-secret" } : {}),
      };
      await api(of.server, "PATCH", `/api/v2/orgs/${of.server.orgId}/secrets`, { json: secrets });
      await goBad(of);
      await of.find(21);
      await of.deliver(22);
      const [request, ...more] = parts.receiver.take(kind === "pagerduty" ? "/pagerduty" : of.path + path);
      assert.deepEqual(more, []);
      assert(request !== undefined, "nothing was sent");
      assert.deepEqual(typeof body === "string" ? request.body : JSON.parse(request.body), body);
      assert.equal(
        request.headers["authorization"],
        authorization === undefined ? undefined : "Bearer the-header",
      );
    });
  }
});

describe("delivery", { concurrency: 4 }, () => {
  test("keeps the address out of what it remembers when nobody answers", async () => {
    const of = await world("pod-restarts", {});
    const json = { "ops-url": "http://127.0.0.1:1/the-secret-path" };
    await api(of.server, "PATCH", `/api/v2/orgs/${of.server.orgId}/secrets`, { json });
    await goBad(of);
    await of.find(21);
    await of.deliver(22);
    await of.deliver(23);
    const rows = await of.rows("alerted_", "alert");
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.["failures"], 2);
    assert.equal(rows[0]["status"], 0);
    assert.match(String(rows[0]["error"]), /^no answer/);
    const all = await queryRows(of.server, 'from(bucket: "alerted_") |> range(start: 0)');
    assert.doesNotMatch(JSON.stringify(all), /the-secret-path/);
  });

  test("tells receivers that know it when a message is the same one again", async () => {
    const of = await world("pod-restarts", {});
    await goBad(of, 15, 120);
    await of.find(21);
    of.answer(503);
    await of.deliver(22);
    of.answer(200);
    await of.deliver(23);
    const keys = parts.receiver.take(of.path).map(({ headers }) => headers["idempotency-key"]);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    assert(keys[0] !== undefined);
  });

  test("sends only what its routes take", async () => {
    const reason = "tried here";
    const silences = (["info", "warning"] as const).map((of) => ({ check: "route" as const, of, reason }));
    const critical = await world("pod-restarts", { route: { severities: ["critical"] }, silences });
    const elsewhere = await world("pod-restarts", {
      route: { clusters: ["idfdev"], applications: ["portal"] },
    });
    for (const each of [critical, elsewhere]) {
      await goBad(each);
      await each.find(21);
      await each.deliver(22);
    }
    assert.deepEqual(critical.messages(), []);
    assert.equal(elsewhere.messages().length, 1);
  });

  test("is not told what is resolved when it does not want that, and tells the next time anew", async () => {
    const of = await world("pod-restarts", { channel: { resolved: false } });
    await goBad(of);
    await of.find(21);
    await of.deliver(22);
    assert.equal(of.messages().length, 1);
    for (const minute of [45, 50, 55, 60]) {
      await of.find(minute);
      await of.deliver(minute + 1);
    }
    assert.deepEqual(of.messages(), []);
    const [last] = (await of.rows("alerted_", "alert")).slice(-1);
    assert.equal(last?.["level"], 0);
  });

  test("waits in quiet hours with states and events, and sends them when those are over", async () => {
    // The tests' time begins at midnight; the quiet hours end at 00:30.
    const quiet = { fromMinute: 23 * 60, toMinute: 30 };
    const state = await world("pod-restarts", { route: { quiet } });
    await goBad(state);
    await state.find(21);
    await state.deliver(22);
    assert.deepEqual(state.messages(), []);
    await state.find(30);
    await state.deliver(31);
    assert.equal(state.messages().length, 1);

    const events = await world("package-tests-failed", { route: { quiet } });
    const sample = samples.find(({ id }) => id === "package-tests-failed");
    assert(sample?.kind === "event");
    await events.write(sample.points("bad"), 3);
    await events.find(5);
    await events.deliver(6);
    await events.deliver(7);
    assert.deepEqual(events.messages(), []);
    await events.deliver(31);
    await events.deliver(32);
    assert.equal(events.messages().length, 1);
  });

  test("lets an outside watcher know that messages leave", async () => {
    const heartbeat = { secret: "ops-url", everySeconds: 300 };
    const of = await world("pod-restarts", { alerts: { heartbeat } });
    await of.run("heartbeat", 5);
    of.answer(500);
    await of.run("heartbeat", 10);
    of.answer(200);
    assert.equal(parts.receiver.take(of.path).length, 2);
    const rows = await of.rows("alerted_", "heartbeat");
    assert.deepEqual(
      rows.map(({ status }) => status),
      [200, 500],
    );
  });
});
