import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noAlerts } from "../../model/alerts/settings.ts";
import { alertsOf, ask, hidden, key, ops, stack } from "../support/alert-settings.ts";
import { readStack } from "../support/configuration.ts";
import { type Case, file, set, tells } from "../support/faults.ts";

/** One fault at a key of alerts. */
const alertCase = (
  title: string,
  [bad, mended]: readonly [string, string],
  at: string,
  fault: { readonly found: string; readonly expected: string; readonly mend: string },
): Case => ({
  title,
  bad: stack(`{${bad}}`),
  faults: [{ where: `${file}: ${key(at)}`, ...fault }],
  mended: stack(`{${mended}}`),
});

const ofTheRest: readonly Case[] = [
  ...["Europe/Berln", "europe/berlin", "Europe/berlin", "+01:00", "Local", ""].map((zone) =>
    alertCase(
      `the time zone ${JSON.stringify(zone)}`,
      [`timeZone: '${zone}'`, "timeZone: Europe/Berlin"],
      "timeZone",
      {
        found: JSON.stringify(zone),
        expected: "the IANA name of a time zone such as `Europe/Berlin`",
        mend: set(key("timeZone"), "Europe/Berlin"),
      },
    ),
  ),
  alertCase("a link with blanks", ["runbooks: the wiki", "runbooks: 'https://example.org/#'"], "runbooks", {
    found: '"the wiki"',
    expected: "the beginning of a link, without blanks",
    mend: set(key("runbooks"), "'https://example.org/runbooks/alerts.md#'"),
  }),
  alertCase(
    "a heartbeat without secret",
    ["heartbeat: {every: 5m}", "heartbeat: {secret: heartbeat-url}"],
    "heartbeat.secret",
    {
      found: "nothing",
      expected: "a key of `monitoring:secrets`",
      mend: set(key("heartbeat.secret"), "heartbeat-url"),
    },
  ),
  alertCase(
    "a heartbeat that is its URL",
    ["heartbeat: 'https://hush'", "heartbeat: {secret: heartbeat-url}"],
    "heartbeat",
    {
      found: hidden,
      expected: "a map with `secret` and perhaps `every`",
      mend: `${ask}, then correct ${key("heartbeat")} in ${file}`,
    },
  ),
  alertCase(
    "a heartbeat that never leaves",
    ["heartbeat: {secret: heartbeat-url, every: 0s}", "heartbeat: {secret: heartbeat-url, every: 1m}"],
    "heartbeat.every",
    {
      found: '"0s"',
      expected: "a duration of at least 1s such as `5m`",
      mend: set(key("heartbeat.every"), "5m"),
    },
  ),
];

describe("settings of alerts", () => {
  tells(ofTheRest);

  it("are those of nobody who is told, unless they say otherwise", (t) => {
    assert.deepEqual(readStack(t, {}).settings.declared.alerts, noAlerts);
    assert.deepEqual(alertsOf(t, "{}"), { alerts: noAlerts, faults: [] });
  });

  it("send everything to every channel where there are no routes", (t) => {
    const { alerts, faults } = alertsOf(t, `{channels: {${ops}, b: {kind: gelf, secret: ops-url}}}`);
    assert.deepEqual(faults, []);
    const channel = { secret: "ops-url", options: {}, timeoutSeconds: 5, resolved: true };
    assert.deepEqual(alerts, {
      ...noAlerts,
      channels: [
        { name: "ops", kind: "slack", ...channel },
        { name: "b", kind: "gelf", ...channel },
      ],
      routes: [
        {
          severities: [],
          alerts: [],
          clusters: [],
          applications: [],
          channels: ["ops", "b"],
          repeatSeconds: {},
        },
      ],
    });
  });

  it("are read in every form", (t) => {
    const { alerts, faults } = alertsOf(
      t,
      `{channels: {
          mail: {kind: email, secret: ops-url, authorization: auth, to: 'a@b, c@d', from: e@f, timeout: 45s, resolved: false},
          pager: {kind: pagerduty, secret: ops-url},
          topic: {kind: kafka, secret: ops-url, topic: alerts}},
        routes: [
          {channels: [mail], severities: [info, warning], alerts: [pod-restarts], clusters: [idfdev],
           applications: [portal], repeat: {warning: 12h, info: never}, quiet: 22:00-06:30},
          {channels: [pager, topic], repeat: 1h}],
        repeat: {info: 2d}, timeZone: America/Santiago, runbooks: 'https://example.org/#',
        heartbeat: {secret: heartbeat-url}}`,
    );
    assert.deepEqual(faults, []);
    const [mail, pager, topic] = alerts.channels;
    assert.deepEqual(mail, {
      name: "mail",
      kind: "email",
      secret: "ops-url",
      authorization: "auth",
      options: { to: "a@b, c@d", from: "e@f" },
      timeoutSeconds: 45,
      resolved: false,
    });
    assert.deepEqual(pager?.options, { api: "https://events.pagerduty.com/v2/enqueue" });
    assert.deepEqual(topic?.options, { topic: "alerts" });
    assert.deepEqual(alerts.routes, [
      {
        severities: ["info", "warning"],
        alerts: ["pod-restarts"],
        clusters: ["idfdev"],
        applications: ["portal"],
        channels: ["mail"],
        repeatSeconds: { info: 0, warning: 43_200 },
        quiet: { fromMinute: 1_320, toMinute: 390 },
      },
      {
        severities: [],
        alerts: [],
        clusters: [],
        applications: [],
        channels: ["pager", "topic"],
        repeatSeconds: { info: 3_600, warning: 3_600, critical: 3_600 },
      },
    ]);
    const { repeatSeconds, timeZone, runbooks, heartbeat } = alerts;
    assert.deepEqual(repeatSeconds, { info: 172_800, warning: 86_400, critical: 14_400 });
    assert.deepEqual([timeZone, runbooks], ["America/Santiago", "https://example.org/#"]);
    assert.deepEqual(heartbeat, { secret: "heartbeat-url", everySeconds: 300 });
  });

  for (const zone of ["UTC", "Europe/Berlin", "US/Pacific", "Asia/Kolkata", "Asia/Calcutta"]) {
    it(`may have the time zone ${zone}`, (t) => {
      assert.deepEqual(alertsOf(t, `{timeZone: ${zone}}`).faults, []);
    });
  }
});
