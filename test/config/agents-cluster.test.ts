/** What is wrong with the cluster of agents, and with what a client says of its server. */
import { describe } from "node:test";
import { client } from "../support/agents.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

const two =
  "[{name: a, applications: [telegraf, telegraf-ds]}, {name: b, applications: [telegraf, telegraf-ds]}]";

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
    title: "a context that is misspelt, and so not missing",
    bad: client("{}", { kubernetes: "{contxt: idfdev}" }),
    faults: [
      {
        where: `${file}: monitoring:kubernetes.contxt`,
        found: "the unknown key `contxt`",
        expected:
          "one of `context`, `kubeconfig`, `namespace`, `createNamespace`, `environment`, `site`, `imageRegistry`, `imagePullSecrets`, `charts`; did you mean `context`?",
        mend: `rename it to \`context\` in ${file}`,
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
      environments: two,
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
    title: "an environment that is no name, and so not missing",
    bad: client("{}", {
      environments: two,
      kubernetes: "{context: x, environment: [a]}",
    }),
    faults: [
      {
        where: `${file}: monitoring:kubernetes.environment`,
        found: "a list",
        expected: "the name of an environment",
        mend: set("monitoring:kubernetes.environment", "idfdev"),
      },
    ],
    mended: client("{}", {
      environments: two,
      kubernetes: "{context: x, environment: a}",
    }),
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

describe("a fault in what a stack file says of the cluster of agents", () => {
  tells(cases);
});
