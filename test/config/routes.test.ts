import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertsOf, channels, key, ops, stack, withRoute } from "../support/alert-settings.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

/** One fault at a key of the first route. */
const routeCase = (
  title: string,
  [bad, mended]: readonly [string, string],
  at: string,
  fault: { readonly found: string; readonly expected: string; readonly mend: string },
): Case => ({
  title,
  bad: withRoute(bad),
  faults: [{ where: `${file}: ${key(`routes[0].${at}`)}`, ...fault }],
  mended: withRoute(mended),
});

const inRoute = (at: string) => `'${key(`routes[0].${at}`)}'`;
const repeatForm = "a duration of at least 1s such as `24h`, or `never`";
const quietForm = "two different times of the day such as `22:00-06:00`";

const ofRoutes: readonly Case[] = [
  {
    title: "a route without channels",
    bad: stack(`{${channels}, routes: [{severities: [critical]}]}`),
    faults: [
      {
        where: `${file}: ${key("routes[0].channels")}`,
        found: "nothing",
        expected: "a list of at least one channel, each once",
        mend: `add ${key("routes[0].channels")} in ${file}`,
      },
    ],
    mended: withRoute("severities: [critical]"),
  },
  {
    title: "a route to an unknown channel",
    bad: stack(`{${channels}, routes: [{channels: [ops, opps]}]}`),
    faults: [
      {
        where: `${file}: ${key("routes[0].channels[1]")}`,
        found: '"opps", which is no channel of this stack',
        expected: "one of `ops`; did you mean `ops`?",
        mend: set(inRoute("channels[1]"), "ops"),
      },
    ],
    mended: withRoute(""),
  },
  {
    title: "a route where there are no channels",
    bad: stack("{routes: [{channels: [mail]}]}"),
    faults: [
      {
        where: `${file}: ${key("routes[0].channels[0]")}`,
        found: '"mail", which is no channel of this stack',
        expected: "one of (none)",
        mend: `correct the name in ${file}, or declare the channel: ${set(key("channels.mail.kind"), "slack")}`,
      },
    ],
    mended: stack("{}"),
  },
  {
    title: "a channel twice in a route",
    bad: stack(`{${channels}, routes: [{channels: [ops, ops]}]}`),
    faults: [
      {
        where: `${file}: ${key("routes[0].channels[1]")}`,
        found: '"ops" a second time',
        expected: "a list of at least one channel, each once",
        mend: rm(inRoute("channels[1]")),
      },
    ],
    mended: withRoute(""),
  },
  {
    title: "an empty list of routes",
    bad: stack(`{${channels}, routes: []}`),
    faults: [
      {
        where: `${file}: ${key("routes")}`,
        found: "an empty list",
        expected: "a list of at least one route",
        mend: `correct ${key("routes")} in ${file}`,
      },
    ],
    mended: stack(`{${channels}}`),
  },
  routeCase(
    "a severity that there is not",
    ["severities: [critcal]", "severities: [critical]"],
    "severities[0]",
    {
      found: '"critcal"',
      expected: "`info`, `warning` or `critical`; did you mean `critical`?",
      mend: set(inRoute("severities[0]"), "critical"),
    },
  ),
  routeCase("an empty list of severities", ["severities: []", "severities: [info]"], "severities", {
    found: "an empty list",
    expected: "a list of at least one of `info`, `warning`, `critical`, each once",
    mend: `correct ${key("routes[0].severities")} in ${file}`,
  }),
  routeCase(
    "an application that is no text",
    ["applications: [5]", "applications: ['5']"],
    "applications[0]",
    {
      found: "the number 5",
      expected: "the name of an application",
      mend: `correct ${key("routes[0].applications[0]")} in ${file}`,
    },
  ),
  routeCase("a repeat of nothing", ["repeat: 0s", "repeat: never"], "repeat", {
    found: '"0s"',
    expected: `${repeatForm}; or a map from \`info\`, \`warning\` and \`critical\` to those`,
    mend: set(inRoute("repeat"), "24h"),
  }),
  routeCase(
    "a repeat for a severity, without unit",
    ["repeat: {info: 1h, warning: 5}", "repeat: {warning: 5h}"],
    "repeat.warning",
    {
      found: "the number 5",
      expected: repeatForm,
      mend: set(inRoute("repeat.warning"), "24h"),
    },
  ),
  routeCase(
    "a repeat for no severity",
    ["repeat: {warnning: 5h}", "repeat: {warning: 5h}"],
    "repeat.warnning",
    {
      found: "the unknown key `warnning`",
      expected: "one of `info`, `warning`, `critical`; did you mean `warning`?",
      mend: `rename it to \`warning\` in ${file}`,
    },
  ),
  ...["22:00", "24:00-06:00", "22:60-06:00", "6:00-7:00", "06:00-06:00"].map((quiet) =>
    routeCase(`quiet hours of ${quiet}`, [`quiet: '${quiet}'`, "quiet: 22:00-06:00"], "quiet", {
      found: JSON.stringify(quiet),
      expected: quietForm,
      mend: set(inRoute("quiet"), "22:00-06:00"),
    }),
  ),
];

describe("a route of alerts", () => {
  tells(ofRoutes);

  it("is left out with its fault, in whose place all is sent to every channel, so that nothing follows", (t) => {
    const { alerts, faults } = alertsOf(
      t,
      `{channels: {${ops}, b: {kind: slack, secret: ops-url}}, routes: [{chanels: [b]}, {channels: [ops], alerts: [x]}]}`,
    );
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${file}: ${key("routes[0].chanels")}`],
    );
    assert.deepEqual(
      alerts.routes.map((route) => route.channels),
      [["ops", "b"], ["ops"]],
    );
  });

  it("may name a channel that has a fault", (t) => {
    const { alerts, faults } = alertsOf(
      t,
      `{channels: {${ops}, b: {kind: slak, secret: ops-url}}, routes: [{channels: [ops, b]}]}`,
    );
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${file}: ${key("channels.b.kind")}`],
    );
    assert.deepEqual(
      alerts.channels.map(({ name }) => name),
      ["ops"],
    );
    assert.deepEqual(
      alerts.routes.map((route) => route.channels),
      [["ops"]],
    );
  });
});
