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
          "a name other than `cluster`, `environment`, `application`, `home__`, `bucket__`, `url`, `host`, which the agent sets",
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
    assert.deepEqual(telegraf.ports, { github: 1_619 });
    const text = renderConfig(telegraf.config);
    assert.match(text, /token_file = "\/etc\/telegraf\/credentials\/vault"/);
    assert.match(text, /secret = "\$\{CREDENTIAL_HUB\}"/);
    assert.match(text, /urls = \[ "\$\{INFLUX_URL\}" \]/);
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
