import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderConfig } from "../../telegraf/config.ts";
import { readStack, type StackUnderTest } from "../support/configuration.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

/** A client whose telegraf does this. Values are YAML. */
const client = (
  telegraf: string,
  keys: Readonly<Record<string, string | undefined>> = {},
): StackUnderTest => ({
  keys: {
    role: "client",
    influxdb: undefined,
    token: undefined,
    server: "{stack: organization/monitoring/roundtable}",
    environments: "[{name: idfdev, applications: [portal, telegraf, telegraf-ds]}]",
    kubernetes: "{context: idfdev}",
    telegraf,
    ...keys,
  },
});

/** A telegraf that looks up one value. */
const lookup = (path: string) =>
  `{lookups: {a: {home: portal, url: 'http://a', format: {measurement: m, fields: {size: {path: "${path}", type: int}}}}}}`;

const key = (path: string) => `monitoring:telegraf.${path}`;
const where = (path: string) => `${file}: ${key(path)}`;

const cases: readonly Case[] = [
  {
    title: "no cluster",
    bad: client("{}", { kubernetes: undefined }),
    faults: [
      {
        where: `${file}: monitoring:kubernetes.context`,
        found: "nothing: everything would go to whichever cluster kubectl used last",
        expected: "the context of the cluster, or a kubeconfig of its own",
        mend: set("monitoring:kubernetes.context", "test"),
      },
    ],
    mended: client("{}"),
  },
  {
    title: "a kubeconfig that is not there",
    bad: client("{}", { kubernetes: "{kubeconfig: nowhere.yaml}" }),
    faults: [
      {
        where: `${file}: monitoring:kubernetes.kubeconfig`,
        found: '"nowhere.yaml", which is not there',
        expected: "the path of a kubeconfig",
        mend: set("monitoring:kubernetes.kubeconfig", "'~/.kube/config'"),
      },
    ],
    mended: client("{}"),
  },
  {
    title: "several environments, and none said to be the cluster",
    bad: client("{}", {
      environments:
        "[{name: a, applications: [telegraf, telegraf-ds]}, {name: b, applications: [telegraf, telegraf-ds]}]",
    }),
    faults: [
      {
        where: `${file}: monitoring:kubernetes.environment`,
        found: "nothing",
        expected: "one of `a`, `b`",
        mend: set("monitoring:kubernetes.environment", "a"),
      },
    ],
    mended: client("{}"),
  },
  {
    title: "an environment that there is not",
    bad: client("{}", { kubernetes: "{context: x, environment: idfdef}" }),
    faults: [
      {
        where: `${file}: monitoring:kubernetes.environment`,
        found: "`idfdef`, which is no environment of this stack",
        expected: "one of `idfdev`; did you mean `idfdev`?",
        mend: set("monitoring:kubernetes.environment", "idfdev"),
      },
    ],
    mended: client("{}"),
  },
  {
    title: "charts from a directory and a repository",
    bad: {
      ...client("{}", {
        kubernetes: "{context: x, charts: {directory: ., repository: 'https://x.example'}}",
      }),
    },
    faults: [
      {
        where: `${file}: monitoring:kubernetes.charts.directory`,
        found: "a directory besides a repository",
        expected: "one of the two",
        mend: `remove one of them from ${file}`,
      },
    ],
    mended: client("{}"),
  },
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
    title: "a quantity that is none",
    bad: client("{resources: {requests: {memory: lots}}}"),
    faults: [
      {
        where: where("resources.requests.memory"),
        found: '"lots"',
        expected: "a quantity of Kubernetes such as `500m`, `2`, `1Gi` or `20Gi`",
        mend: set(key("resources.requests.memory"), "1Gi"),
      },
    ],
    mended: client("{resources: {requests: {memory: 1Gi}}}"),
  },
  {
    title: "memory in thousandths of a byte",
    bad: client("{resources: {limits: {memory: 512m}}}"),
    faults: [
      {
        where: where("resources.limits.memory"),
        found: '"512m"',
        expected: "bytes such as `512Mi` or `20Gi`; `m` is a thousandth of one",
        mend: set(key("resources.limits.memory"), "1Gi"),
      },
    ],
    mended: client("{resources: {limits: {memory: 512Mi}}}"),
  },
  {
    title: "more asked for than the usual limit",
    bad: client("{resources: {requests: {memory: 2Gi}}}"),
    faults: [
      {
        where: where("resources.limits.memory"),
        found: "`1Gi`, less than the `2Gi` that are asked for",
        expected: "at least `2Gi`",
        mend: set(key("resources.limits.memory"), "2Gi"),
      },
    ],
    mended: client("{resources: {requests: {memory: 2Gi}, limits: {memory: 2Gi}}}"),
  },
  {
    title: "more asked for on every node than may be had",
    bad: client("{}", {
      telegrafDs: "{resources: {requests: {cpu: 2}, limits: {cpu: 500m, memory: 512Mi}}}",
    }),
    faults: [
      {
        where: `${file}: monitoring:telegrafDs.resources.limits.cpu`,
        found: "`500m`, less than the `2` that are asked for",
        expected: "at least `2`",
        mend: set("monitoring:telegrafDs.resources.limits.cpu", "2"),
      },
    ],
    mended: client("{}", {
      telegrafDs: "{resources: {requests: {cpu: 2}, limits: {cpu: 2, memory: 512Mi}}}",
    }),
  },
  {
    title: "a buffer that the container of a node has no room for",
    bad: client("{}", { telegrafDs: "{buffer: {pointsPerSecond: 1000, outage: 15m}}" }),
    faults: [
      {
        where: `${file}: monitoring:telegrafDs.buffer`,
        found: "900000 points to be kept in memory, about 879Mi",
        expected: "at most 367001, which take 70 % of its limit of memory, `512Mi`",
        mend: `${set("monitoring:telegrafDs.buffer.outage", "6m7s")}, or ${set("monitoring:telegrafDs.resources.limits.memory", "1280Mi")}`,
      },
    ],
    mended: client("{}", { telegrafDs: "{buffer: {pointsPerSecond: 1000, outage: 6m7s}}" }),
  },
  {
    title: "a buffer that its own limit has no room for",
    bad: client("{buffer: {pointsPerSecond: 1000, outage: 15m}, resources: {limits: {memory: 1Gi}}}"),
    faults: [
      {
        where: where("buffer"),
        found: "900000 points to be kept in memory, about 879Mi",
        expected: "at most 734003, which take 70 % of its limit of memory, `1Gi`",
        mend: `${set(key("buffer.outage"), "12m14s")}, or ${set(key("resources.limits.memory"), "1280Mi")}, or ${set(key("buffer.disk.size"), "10Gi")}`,
      },
    ],
    mended: client("{buffer: {pointsPerSecond: 1000, outage: 15m}, resources: {limits: {memory: 1280Mi}}}"),
  },
  {
    title: "a limit that has no room for the least buffer",
    bad: client("{}", { telegrafDs: "{resources: {requests: {memory: 16Mi}, limits: {memory: 24Mi}}}" }),
    faults: [
      {
        where: `${file}: monitoring:telegrafDs.buffer`,
        found: "90000 points to be kept in memory, about 88Mi",
        expected: "at most 17203, which take 70 % of its limit of memory, `24Mi`",
        mend: set("monitoring:telegrafDs.resources.limits.memory", "128Mi"),
      },
    ],
    mended: client("{buffer: {pointsPerSecond: 10000, outage: 1h, disk: {size: 100Gi}}}", {
      telegrafDs: "{resources: {limits: {memory: 128Mi}}}",
    }),
  },
  {
    title: "a toleration of every taint, without saying so",
    bad: client("{scheduling: {tolerations: [{effect: NoSchedule}]}}"),
    faults: [
      {
        where: where("scheduling.tolerations[0]"),
        found: "a map",
        expected: "`operator: Exists`, where there is no `key`",
        mend: `correct ${key("scheduling.tolerations[0]")} in ${file}`,
      },
    ],
    mended: client("{scheduling: {tolerations: [{effect: NoSchedule, operator: Exists}]}}"),
  },
  {
    title: "a toleration of a value, whatever it is",
    bad: client("{scheduling: {tolerations: [{key: dedicated, operator: Exists, value: kafka}]}}"),
    faults: [
      {
        where: where("scheduling.tolerations[0]"),
        found: "a map",
        expected: "no `value`, with `operator: Exists`",
        mend: `correct ${key("scheduling.tolerations[0]")} in ${file}`,
      },
    ],
    mended: client("{scheduling: {tolerations: [{key: dedicated, value: kafka}]}}"),
  },
  {
    title: "a label that no node can have",
    bad: client('{scheduling: {nodeSelector: {"a/b/c": x}}}'),
    faults: [
      {
        where: where('scheduling.nodeSelector["a/b/c"]'),
        found: 'the name "a/b/c"',
        expected:
          "letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends; before it a domain and `/`, where it has one",
        mend: `rename it in ${file}`,
      },
    ],
    mended: client("{scheduling: {nodeSelector: {node.example.org/pool: x}}}"),
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
    faults: [
      {
        where: where("lookups.a.format.fields.size.path"),
        found: '"items.#.size"',
        expected:
          "a GJSON path to one value; of an array its length (`items.#`), a place (`items.0.name`) or a query of one (`items.#(name==a).size`)",
        mend: set(key("lookups.a.format.fields.size.path"), "data.ttl"),
      },
    ],
    mended: client(lookup('items.#(name==\\"a\\").size')),
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
  {
    title: "how long buckets last, in the file of a client",
    bad: client("{}", { buckets: "{retention: 3d, layout: shared}" }),
    faults: [
      {
        where: `${file}: monitoring:buckets.retention`,
        found: "buckets.retention in the stack of a client",
        expected:
          "only `layout`, `shared`, `extra`, as its server has them; the buckets themselves are declared by the stack of the server",
        mend: `move it to the server's stack file: ${rm("monitoring:buckets.retention")}`,
      },
    ],
    mended: client("{}", { buckets: "{layout: shared}" }),
  },
];

describe("a fault in what a stack file says of agents", () => {
  tells(cases);
});

describe("the agents of a stack", () => {
  const made = (t: Parameters<typeof readStack>[0], stack: StackUnderTest) => {
    const { agents, faults } = readStack(t, stack);
    assert.deepEqual(faults, []);
    assert.ok(agents !== undefined);
    return agents;
  };

  it("name files and variables where credentials are, and never a secret", (t) => {
    const { telegraf } = made(
      t,
      client(
        "{vault: {url: 'https://v', token: vault}, github: {secret: hub}, credentials: {vault: {secret: a, key: b}, hub: {secret: c, key: d}, unused: {secret: e, key: f}}}",
      ),
    );
    assert.ok(telegraf);
    assert.deepEqual(telegraf.files, { vault: { secret: "a", key: "b" } });
    assert.deepEqual(telegraf.environment, { hub: { secret: "c", key: "d" } });
    assert.deepEqual(telegraf.ports, [1_619]);
    const text = renderConfig(telegraf.config);
    assert.match(text, /token_file = "\/etc\/telegraf\/credentials\/vault"/);
    assert.match(text, /secret = "\$\{CREDENTIAL_HUB\}"/);
    assert.match(text, /urls = \[ "\$\{INFLUX_URL\}" \]/);
  });

  it("listen at the ports of all listeners, whatever these are called", (t) => {
    const { telegraf } = made(
      t,
      client(
        "{github: {secret: hub}, credentials: {hub: {secret: c, key: d}}, listeners: {github: {home: events, port: 8186}, '8187': {home: events, port: 8187}}}",
      ),
    );
    assert.deepEqual(telegraf?.ports.toSorted(), [1_619, 8_186, 8_187]);
  });

  it("have what they usually have, but for what the file says", (t) => {
    const { telegraf, nodes } = made(
      t,
      client("{resources: {limits: {memory: 2Gi}}}", { telegrafDs: "{resources: {requests: {cpu: 10m}}}" }),
    );
    assert.deepEqual(telegraf?.resources, {
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { memory: "2Gi" },
    });
    assert.deepEqual(nodes?.resources, { requests: { cpu: "10m" }, limits: { memory: "512Mi" } });
  });

  it("watch the namespaces whose pods they scrape, and keep points on a disk if there is one", (t) => {
    const { telegraf } = made(
      t,
      client(
        "{inventory: false, buffer: {disk: {size: 10Gi}}, profiles: [{home: portal, component: x, discovery: {namespace: kafka, labelSelector: a=b, port: 9404}}]}",
      ),
    );
    assert.ok(telegraf);
    assert.deepEqual(
      [telegraf.inventory, telegraf.watches, telegraf.disk],
      [false, ["kafka"], { size: "10Gi" }],
    );
    assert.match(renderConfig(telegraf.config), /buffer_directory = "\/var\/lib\/telegraf"/);
  });

  it("write to the one bucket of the shared layout, as the file of the client says", (t) => {
    const { nodes } = made(
      t,
      client("{}", { buckets: "{layout: shared, shared: points}", telegrafDs: "{socket: true}" }),
    );
    assert.ok(nodes?.socket);
    assert.match(renderConfig(nodes.config), /service_address = "unix:\/\/\/run\/telegraf\/telegraf.sock"/);
    assert.match(renderConfig(nodes.config), /points/);
  });
});
