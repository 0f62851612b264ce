/** What is wrong with what agents read, and with whose points it is. */
import { describe } from "node:test";
import { client, key, where } from "../support/agents.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

/** A telegraf that looks up one value. */
const lookup = (path: string) =>
  `{lookups: {a: {home: portal, url: 'http://a', format: {measurement: m, fields: {size: {path: "${path}", type: int}}}}}}`;

/** What is said of a look-up's path that gives several values. */
const ofMany = (path: string) => ({
  where: where("lookups.a.format.fields.size.path"),
  found: JSON.stringify(path),
  expected:
    "a GJSON path to one value; of an array its length (`items.#`), a place (`items.0.name`) or a query of one (`items.#(name==a).size`)",
  mend: set(key("lookups.a.format.fields.size.path"), "data.ttl"),
});

const cases: readonly Case[] = [
  {
    title: "a profile without home and component",
    bad: client("{profiles: [{targets: ['http://x/metrics']}]}"),
    faults: ["home", "component"].map((name) => ({
      where: where(`profiles[0].${name}`),
      found: "nothing",
      expected: name === "home" ? "an application of this cluster, or a bucket" : "the name of the software",
      mend: set(`'${key(`profiles[0].${name}`)}'`, name === "home" ? "gafaelfawr" : "argocd"),
    })),
    mended: client("{profiles: [{home: portal, component: portal, targets: ['http://x/metrics']}]}"),
  },
  {
    title: "an application that this cluster does not have",
    bad: client("{profiles: [{home: portl, component: x, targets: ['http://x/metrics']}]}"),
    faults: [
      {
        where: `${file}: monitoring:telegraf: scrape of x for portl`,
        found: "home `portl`, which is neither an application of this cluster nor a bucket",
        expected:
          "one of `portal`, `telegraf`, `telegraf-ds`, `events`, `kubernetes`, `monitoring`, `telegraf_ds`; did you mean `portal`?",
        mend: "correct the name, enable the application, or declare the bucket at monitoring:buckets.extra",
      },
    ],
    mended: client("{}"),
  },
  {
    title: "a label that shadows a tag of ours",
    bad: client(
      "{profiles: [{home: portal, component: x, targets: ['http://x/metrics'], labels: {cluster: other}}]}",
    ),
    faults: [
      {
        where: `${file}: monitoring:telegraf: scrape of x for portal`,
        found: "label `cluster`",
        expected:
          "a name other than `cluster`, `environment`, `application`, `home__`, `bucket__`, `url__`, `namespace__`, `url`, `host`, which the agent sets",
        mend: "call it otherwise",
      },
    ],
    mended: client("{}"),
  },
  {
    title: "a target twice",
    bad: client(
      "{profiles: [{home: portal, component: x, targets: ['http://x/metrics']}, {home: portal, component: x, targets: ['http://x/metrics']}]}",
    ),
    faults: [
      {
        where: `${file}: monitoring:telegraf: scrape of x for portal`,
        found:
          "target `http://x/metrics`, whose points would overwrite those of `http://x/metrics` of Pulumi.test.yaml: monitoring:telegraf: scrape of x for portal",
        expected: "targets of one component that differ in their URL, with `urlTag`, or in their labels",
        mend: "remove one of them, set `urlTag`, or give each a label",
      },
    ],
    mended: client("{}"),
  },
  {
    title: "a credential that there is not",
    bad: client("{vault: {url: 'https://v', token: valt}, credentials: {vault: {secret: a, key: b}}}"),
    faults: [
      {
        where: where("vault.token"),
        found: "`valt`, which is no credential",
        expected: "the name of a credential; declared is one of `vault`; did you mean `vault`?",
        mend: `add it under monitoring:telegraf.credentials in ${file}, with the Secret and the key that hold it`,
      },
    ],
    mended: client("{vault: {url: 'https://v', token: vault}, credentials: {vault: {secret: a, key: b}}}"),
  },
  {
    title: "a secret in place of the name of a credential",
    bad: client("{github: {secret: 'S3cret value'}}"),
    faults: [
      {
        where: where("github.secret"),
        found: "a text that is not shown, because it may be a secret",
        expected: "the name of one of the `credentials`, where the secret itself stands",
        mend: "put it into a Secret of the cluster, and name that under `credentials`; whoever has read the file has it",
      },
    ],
    mended: client("{github: {secret: github}, credentials: {github: {secret: a, key: b}}}"),
  },
  ...["S3cret=value", "..data", "a".repeat(254)].map((credential) => ({
    title: `a credential of a Secret that cannot have the key ${credential.slice(0, 12)}`,
    bad: client(`{credentials: {a: {secret: s, key: ${credential}}}}`),
    faults: [
      {
        where: where("credentials.a.key"),
        found: "a text that is not shown, because it may be a secret",
        expected: "a key of that Secret, where the secret itself stands",
        mend: "name one of its keys: at most 253 letters, digits, `-`, `_` and `.`, not `.` alone and no `..` at the beginning; if it is the secret itself, whoever has read the file has it",
      },
    ],
    mended: client(`{credentials: {a: {secret: s, key: .Docker_config-1${"a".repeat(237)}}}}`),
  })),
  {
    title: "one port for two",
    bad: client("{listeners: {a: {home: events, port: 80}, b: {home: events, port: 80}}}"),
    faults: [
      {
        where: where("listeners.b.port"),
        found: "port 80, which is also that of telegraf.listeners.a.port",
        expected: "a port of its own for each listener",
        mend: set(key("listeners.b.port"), "81"),
      },
    ],
    mended: client("{listeners: {a: {home: events, port: 80}, b: {home: events, port: 81}}}"),
  },
  {
    title: "a user of a socket, which has none",
    bad: client(
      "{listeners: {a: {home: events, kind: socket, port: 8094, user: {name: x, password: y}}}, credentials: {y: {secret: s, key: k}}}",
    ),
    faults: [
      {
        where: where("listeners.a.user"),
        found: "`user` of a socket, which has none",
        expected: "`user` only with `kind: http`",
        mend: `${rm(key("listeners.a.user"))}, or ${set(key("listeners.a.kind"), "http")}`,
      },
    ],
    mended: client(
      "{listeners: {a: {home: events, port: 8094, user: {name: x, password: y}}}, credentials: {y: {secret: s, key: k}}}",
    ),
  },
  {
    title: "a site without its protocol",
    bad: client("{sites: {urls: [data.example.org]}}"),
    faults: [
      {
        where: where("sites.urls[0]"),
        found: '"data.example.org"',
        expected: "an http or https URL",
        mend: set(`'${key("sites.urls[0]")}'`, "https://data.example.org"),
      },
    ],
    mended: client("{sites: {urls: ['https://data.example.org']}}"),
  },
  {
    title: "a path that nobody would call",
    bad: client("{listeners: {a: {home: events, port: 8094, path: hook}}}"),
    faults: [
      {
        where: where("listeners.a.path"),
        found: '"hook"',
        expected: "a path that begins with `/`",
        mend: set(key("listeners.a.path"), "/telegraf"),
      },
    ],
    mended: client("{listeners: {a: {home: events, port: 8094, path: /hook}}}"),
  },
  {
    title: "samples that come less often than alerts look",
    bad: client("{interval: 5m}"),
    faults: [
      {
        where: where("interval"),
        found: '"5m"',
        expected:
          "a duration from 1s to 4m such as `1m`: of what comes less often, alerts take each sample for the last",
        mend: set(key("interval"), "30s"),
      },
    ],
    mended: client("{interval: 4m}"),
  },
  {
    title: "a script that nothing runs",
    bad: client("{scripts: {a: {home: events, interval: 1h, run: echo a b=1}}}"),
    faults: [
      {
        where: where("scripts.a.run"),
        found: '"echo a b=1"',
        expected: "a first line such as `#!/bin/sh`, which says what runs it",
        mend: `correct ${key("scripts.a.run")} in ${file}`,
      },
    ],
    mended: client('{scripts: {a: {home: events, interval: 1h, run: "#!/bin/sh\\necho a b=1"}}}'),
  },
  {
    title: "all items of a list as one point",
    bad: client(lookup("items.#.size")),
    faults: [ofMany("items.#.size")],
    mended: client(lookup('items.#(name==\\"a\\").size')),
  },
  {
    title: "several values of a document as one point",
    bad: client(lookup("{a,b}")),
    faults: [ofMany("{a,b}")],
    mended: client(lookup("a\\\\#.b")),
  },
  {
    title: "two look-ups of one series",
    bad: client(
      "{lookups: {a: &a {home: portal, url: 'http://a', format: {measurement: m, fields: {x: {path: x, type: int}}}}, b: *a}}",
    ),
    faults: [
      {
        where: `${file}: monitoring:telegraf: b`,
        found: "points of `m` that would be of one series with those of look-up a",
        expected: "measurements, fields or tags by which they are told apart",
        mend: "give it another measurement, or a tag that differs",
      },
    ],
    mended: client(
      "{lookups: {a: {home: portal, url: 'http://a', format: {measurement: m, fields: {x: {path: x, type: int}}}}, b: {home: portal, url: 'http://b', format: {measurement: m, fields: {y: {path: x, type: int}}}}}}",
    ),
  },
  {
    title: "many MBeans of one series",
    bad: client(
      "{jolokia: {a: {home: portal, urls: ['http://a'], metrics: [{name: m, mbean: 'java.lang:name=*,type=MemoryPool'}]}}}",
    ),
    faults: [
      {
        where: `${file}: monitoring:telegraf: a`,
        found: "`java.lang:name=*,type=MemoryPool`, which may be many MBeans, without `tagKeys`",
        expected: "properties of the name by which their points are told apart",
        mend: "name them under `tagKeys`, or write the name of the one MBean",
      },
    ],
    mended: client(
      "{jolokia: {a: {home: portal, urls: ['http://a'], metrics: [{name: m, mbean: 'java.lang:name=*,type=MemoryPool', tagKeys: [name]}]}}}",
    ),
  },
  {
    title: "a namespace of two",
    bad: client("{namespaces: [{namespace: a, home: portal}, {namespace: a, home: telegraf}]}"),
    faults: [
      {
        where: `${file}: monitoring:telegraf: namespace a`,
        found: "more than one home",
        expected: "one home for each namespace",
        mend: "remove all but one of them",
      },
    ],
    mended: client("{namespaces: [{namespace: a, home: portal}, {namespace: a*, home: telegraf}]}"),
  },
  {
    title: "a label with two names",
    bad: client(
      "{profiles: [{home: portal, component: x, targets: ['http://a'], renames: {cluster: a}}, {home: portal, component: x, targets: ['http://b'], renames: {cluster: b}}]}",
    ),
    faults: [
      {
        where: `${file}: monitoring:telegraf: scrape of x for portal`,
        found: "label `cluster` renamed to `b`, and to `a` by another profile of the component",
        expected: "one name for a label of a component",
        mend: "rename it to `a`, or call the component otherwise",
      },
    ],
    mended: client(
      "{profiles: [{home: portal, component: x, targets: ['http://a'], renames: {cluster: a}}, {home: portal, component: x, targets: ['http://b'], renames: {cluster: a}}]}",
    ),
  },
  {
    title: "what a Prometheus has collected, of pods that are found",
    bad: client(
      "{profiles: [{home: portal, component: x, federate: [up], discovery: {namespace: a, labelSelector: b=c, port: 9090}}]}",
    ),
    faults: [
      {
        where: `${file}: monitoring:telegraf: scrape of x for portal`,
        found: "`federate` besides `discovery`",
        expected: "`targets` with `federate`: pods that are found are asked for all that they have",
        mend: "remove one of the two, or name the URL of the Prometheus under `targets`",
      },
    ],
    mended: client("{profiles: [{home: portal, component: x, federate: [up], targets: ['http://a'] }]}"),
  },
];

describe("a fault in what a stack file says of what agents read", () => {
  tells(cases);
});
