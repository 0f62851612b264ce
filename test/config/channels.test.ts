import { describe } from "node:test";
import { key, channels, stack, hidden, ask } from "../support/alert-settings.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

/** One fault at a key of a channel `ops`. */
const channelCase = (
  title: string,
  [bad, mended]: readonly [string, string],
  at: string,
  fault: { readonly found: string; readonly expected: string; readonly mend: string },
): Case => ({
  title,
  bad: stack(`{channels: {ops: {${bad}}}}`),
  faults: [{ where: `${file}: ${key(`channels.ops${at}`)}`, ...fault }],
  mended: stack(`{channels: {ops: {${mended}}}}`),
});

const kinds = "one of `slack`, `mattermost`, `webhook`, `pagerduty`, `kafka`, `email`, `syslog`, `gelf`";
const slack = "kind: slack, secret: ops-url";
const email = "kind: email, secret: ops-url";

const ofChannels: readonly Case[] = [
  channelCase("a kind that there is not", ["kind: slak, secret: ops-url", slack], ".kind", {
    found: '"slak"',
    expected: `${kinds}; did you mean \`slack\`?`,
    mend: set(key("channels.ops.kind"), "slack"),
  }),
  channelCase("no kind", ["secret: ops-url, to: a@b", slack], ".kind", {
    found: "nothing",
    expected: kinds,
    mend: set(key("channels.ops.kind"), "slack"),
  }),
  channelCase("no secret", ["kind: slack", slack], ".secret", {
    found: "nothing",
    expected: "a key of `monitoring:secrets`",
    mend: set(key("channels.ops.secret"), "ops-url"),
  }),
  channelCase("a misspelt secret is one fault, not two", ["kind: slack, scret: ops-url", slack], ".scret", {
    found: "the unknown key `scret`",
    expected:
      "one of `kind`, `secret`, `authorization`, `timeout`, `resolved`, `to`, `from`, `topic`, `api`; did you mean `secret`?",
    mend: `rename it to \`secret\` in ${file}`,
  }),
  channelCase(
    "a timeout beyond its bounds",
    [`${slack}, timeout: 46s`, `${slack}, timeout: 45s`],
    ".timeout",
    {
      found: '"46s"',
      expected: "a duration from 1s to 45s such as `5s`",
      mend: set(key("channels.ops.timeout"), "10s"),
    },
  ),
  channelCase("a switch that is none", [`${slack}, resolved: no`, `${slack}, resolved: false`], ".resolved", {
    found: '"no"',
    expected: "`true` or `false`",
    mend: set(key("channels.ops.resolved"), "false"),
  }),
  channelCase(
    "a header that a kind does not send",
    [`${slack}, authorization: auth`, slack],
    ".authorization",
    {
      found: "`authorization` in a channel of kind `slack`",
      expected: "none: only `webhook`, `kafka`, `email` send that header",
      mend: rm(key("channels.ops.authorization")),
    },
  ),
  channelCase("a topic for slack", [`${slack}, topic: alerts`, slack], ".topic", {
    found: "`topic` in a channel of kind `slack`",
    expected: "no option of another kind: `slack` has none of its own",
    mend: rm(key("channels.ops.topic")),
  }),
  channelCase(
    "an API for e-mail",
    [`${email}, to: a@b, from: c@d, api: 'https://x'`, `${email}, to: a@b, from: c@d`],
    ".api",
    {
      found: "`api` in a channel of kind `email`",
      expected: "of the options of kinds only those of `email`: `to`, `from`",
      mend: rm(key("channels.ops.api")),
    },
  ),
  channelCase("e-mail to nobody", [`${email}, from: c@d`, `${email}, from: c@d, to: 'a@b, e@f'`], ".to", {
    found: "nothing",
    expected: "addresses such as `ops@example.org`, with `,` between them",
    mend: set(key("channels.ops.to"), "ops@example.org"),
  }),
  channelCase(
    "e-mail from two",
    [`${email}, to: a@b, from: 'c@d, e@f'`, `${email}, to: a@b, from: c@d`],
    ".from",
    {
      found: '"c@d, e@f"',
      expected: "an address such as `monitoring@example.org`",
      mend: set(key("channels.ops.from"), "monitoring@example.org"),
    },
  ),
  channelCase(
    "kafka without a topic",
    ["kind: kafka, secret: ops-url", "kind: kafka, secret: ops-url, topic: t"],
    ".topic",
    {
      found: "nothing",
      expected: "the name of a topic",
      mend: set(key("channels.ops.topic"), "alerts"),
    },
  ),
  channelCase(
    "an API with credentials",
    ["kind: pagerduty, secret: ops-url, api: 'https://u:hush@host'", "kind: pagerduty, secret: ops-url"],
    ".api",
    {
      found: "a URL with credentials",
      expected: "an http or https URL without credentials",
      mend: set(key("channels.ops.api"), "https://events.eu.pagerduty.com/v2/enqueue"),
    },
  ),
  channelCase("a URL in place of its key", ["kind: slack, secret: 'https://hush'", slack], ".secret", {
    found: hidden,
    expected: "a key of `monitoring:secrets`, where the secret itself stands",
    mend: `${ask}, then correct ${key("channels.ops.secret")} in ${file}`,
  }),
  channelCase(
    "a header in place of its key",
    [
      "kind: webhook, secret: ops-url, authorization: Bearer hush",
      "kind: webhook, secret: ops-url, authorization: auth",
    ],
    ".authorization",
    {
      found: hidden,
      expected: "a key of `monitoring:secrets`, where the secret itself stands",
      mend: `${ask}, then correct ${key("channels.ops.authorization")} in ${file}`,
    },
  ),
  {
    title: "a URL in place of a channel",
    bad: stack("{channels: {ops: 'https://hush'}, routes: [{channels: [ops]}]}"),
    faults: [
      {
        where: `${file}: ${key("channels.ops")}`,
        found: hidden,
        expected: "a map with `kind` and `secret`",
        mend: `${ask}, then correct ${key("channels.ops")} in ${file}`,
      },
    ],
    mended: stack(`{${channels}}`),
  },
  {
    title: "a name of a channel that is none",
    bad: stack("{channels: {'the ops': {kind: slack, secret: ops-url}}}"),
    faults: [
      {
        where: `${file}: ${key('channels["the ops"]')}`,
        found: 'the name "the ops"',
        expected: "the name of a channel: letters, digits, `-`, `_` and `.`",
        mend: `rename it in ${file}`,
      },
    ],
    mended: stack(`{${channels}}`),
  },
];

describe("a channel of alerts", () => {
  tells(ofChannels);
});
