/** The stacks roundtable and idfdev as small as they can be, on one cluster. */
import { z } from "zod";
import type { ProjectCopy } from "../../support/project.ts";
import type { ClusterWorld } from "./cluster-world.ts";
import { editStackFile } from "./plain-pulumi.ts";

export const server = "roundtable";
export const client = "idfdev";
/** Namespace of each: both are on one cluster here. */
export const namespaces = { [server]: "monitoring", [client]: "monitoring-idfdev" } as const;
/** Secret of the login of Chronograf, under `monitoring:secrets.chronograf-login`. */
export const LOGIN = "the-secret-of-the-login";

/** Homes of what agents tell of themselves. */
export const agents = ["telegraf", "telegraf-ds"];

/** What the server knows; `idfdev`: applications of the client. */
export const environments = (idfdev: readonly string[]) => [
  { name: "idfdev", applications: idfdev, sinks: { transfers: {} } },
  { name: "roundtable-prod", applications: [...agents, "monitoring"] },
];

/** Kinds of what both declare, those of the whole cluster with a group of their own. */
const declaredKinds = {
  v1: ["configmaps", "persistentvolumeclaims", "secrets", "serviceaccounts", "services"],
  "apps/v1": ["daemonsets", "deployments"],
  "batch/v1": ["cronjobs"],
  "rbac.authorization.k8s.io/v1": ["clusterroles", "clusterrolebindings"],
};

const Environments = z.array(z.looseObject({ name: z.string() }));
const Telegraf = z.looseObject({ profiles: z.array(z.looseObject({ home: z.string() })) });
const Releases = z.looseObject({ influxdb: z.looseObject({}), chronograf: z.looseObject({}) });

/** Makes of the stack files of the copy those of this cluster. */
export async function writeStackFiles(project: ProjectCopy, world: ClusterWorld): Promise<void> {
  const onCluster = (stack: keyof typeof namespaces, given: unknown) => ({
    ...z.looseObject({}).parse(given),
    ...{ context: "test", kubeconfig: world.server.kubeconfig, namespace: namespaces[stack] },
  });
  await editStackFile(project, server, (given) => ({
    ...given,
    kubernetes: onCluster(server, given["kubernetes"]),
    influxdb: { url: world.url, org: world.org },
    releases: withLogin(given["releases"]),
    environments: environments([...agents, "portal"]),
    capacity: { buckets: { transfers: { valuesPerSecond: 1 } } },
    // Tasks run meanwhile, and in the end everything is taken away.
    buckets: { allowDataLoss: true },
  }));
  await editStackFile(project, client, (given) => {
    const { profiles, ...telegraf } = Telegraf.parse(given["telegraf"]);
    const [environment] = Environments.parse(given["environments"]);
    return {
      ...given,
      kubernetes: onCluster(client, given["kubernetes"]),
      telegraf: { ...telegraf, profiles: profiles.filter(({ home }) => home === "kubernetes") },
      environments: [{ ...environment, applications: [...agents, "portal"] }],
      kafka: {
        sinks: {
          transfers: {
            ...{ brokers: ["kafka.example.org:9092"], kafkaVersion: "4.1.0", topics: ["transfers"] },
            ...{ format: "influx", pointsPerMessage: 1 },
          },
        },
      },
    };
  });
}

/** Lets the server stand on a volume whose Secret is there. */
export async function nameAdminSecret(project: ProjectCopy, adminSecret: string): Promise<void> {
  await editStackFile(project, server, (given) => {
    const { influxdb, ...releases } = Releases.parse(given["releases"]);
    return { ...given, releases: { ...releases, influxdb: { ...influxdb, adminSecret } } };
  });
}

function withLogin(given: unknown): unknown {
  const { chronograf, ...releases } = Releases.parse(given);
  const login = {
    kind: "github",
    clientId: "a-client",
    clientSecret: "chronograf-login",
    organizations: ["lsst-sqre"],
  };
  return {
    ...releases,
    chronograf: { ...chronograf, path: "/chronograf", login, ingress: { host: "roundtable.lsst.cloud" } },
  };
}

/** What there is of the stacks on the cluster: kinds and names. */
export async function left(world: ClusterWorld): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [api, kinds] of Object.entries(declaredKinds)) {
    for (const kind of kinds) {
      for (const place of api.startsWith("rbac")
        ? [""]
        : Object.values(namespaces).map((name) => `/namespaces/${name}`)) {
        const base = api === "v1" ? "/api/v1" : `/apis/${api}`;
        const query = new URLSearchParams({ labelSelector: "app.kubernetes.io/managed-by=pulumi" });
        const names = await world.names(`${base}${place}/${kind}?${query.toString()}`);
        found.push(...names.map((name) => `${kind}/${name}`));
      }
    }
  }
  return found.sort();
}
