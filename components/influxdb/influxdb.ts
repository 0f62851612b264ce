import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { mirrored } from "../../model/cluster.ts";
import { influxdbService, type InfluxdbRelease, influxdbUrls } from "../../model/releases.ts";
import { charts, images } from "../../versions.ts";
import { chartReference } from "../chart.ts";
import { type Cluster, labelsOf } from "../cluster.ts";
import { claimSpec, unbound } from "../objects/claim.ts";
import { networkPolicy } from "../objects/network.ts";
import { httpRoute, routeSpec } from "../objects/route.ts";
import { Backup } from "./backup.ts";
import { influxdbPods, influxdbPort, influxdbTimeout, influxdbValues } from "./values.ts";

export interface InfluxdbArgs {
  readonly cluster: Cluster;
  readonly release: InfluxdbRelease;
  /** Name of the organization that the first start makes. */
  readonly org: string;
  /**
   * Operator token that the first start makes; secret. Later another value changes only what backups use.
   * @default one of the stack's own, or that of `release.adminSecret`
   */
  readonly token?: pulumi.Output<string> | undefined;
  /** Namespaces besides its own in which pods of the stack write to it. */
  readonly writersIn: readonly string[];
}

/** What the pods of a stack have in common, the agents of which may reach the server. */
const ownPods = { "app.kubernetes.io/part-of": "monitoring" } as const;

/** The server: its release, its volume, and what opens it. Needs a `kubernetes` provider among its options. */
export class Influxdb extends pulumi.ComponentResource {
  /** For `dependsOn`: when it is there the server answers. */
  readonly release: kubernetes.helm.v3.Release;
  /** URL for pods of the cluster. */
  readonly serviceUrl: string;
  /** URL from outside; undefined without a route. */
  readonly publicUrl: string | undefined;
  readonly org: string;
  /** Labels of its pods. */
  readonly pods: Readonly<Record<string, string>>;
  /** Operator token; secret. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, args: InfluxdbArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Influxdb", name, {}, opts);
    const { cluster, release, org } = args;
    const own = { parent: this };
    const urls = influxdbUrls(release, cluster.settings.namespace);
    this.serviceUrl = urls.inCluster;
    this.publicUrl = urls.public;
    this.org = org;
    this.pods = influxdbPods(release);

    const admin = this.admin(name, args);
    this.token = admin.token;
    const claim = this.volume(name, args);
    this.release = new kubernetes.helm.v3.Release(
      `${name}-release`,
      {
        name: release.name,
        namespace: cluster.namespace,
        ...chartReference(charts.influxdb, cluster.settings.charts),
        atomic: true,
        timeout: influxdbTimeout,
        maxHistory: 5,
        values: pulumi.all([admin.secret, claim.metadata.name]).apply(([adminSecret, claimName]) =>
          influxdbValues({
            release,
            org,
            adminSecret,
            claim: claimName,
            image: mirrored(images.influxdb, cluster.settings),
            pullSecrets: cluster.settings.imagePullSecrets,
          }),
        ),
      },
      { ...own, dependsOn: [admin.resource, claim] },
    );
    this.route(name, args);
    this.network(name, args);
    if (release.backup !== undefined) {
      const { backup } = release;
      new Backup(
        `${name}-backup`,
        { cluster, release, backup, url: urls.inCluster, adminSecret: admin.secret },
        own,
      );
    }
    this.registerOutputs({ serviceUrl: this.serviceUrl, publicUrl: this.publicUrl, token: this.token });
  }

  /** Password and token of the first start, in the Secret that the chart reads. */
  private admin(
    name: string,
    { cluster, release, token: given }: InfluxdbArgs,
  ): {
    readonly secret: pulumi.Output<string>;
    readonly token: pulumi.Output<string>;
    readonly resource: pulumi.Resource;
  } {
    const own = { parent: this };
    if (release.adminSecret !== undefined) {
      const id = pulumi.interpolate`${cluster.namespace}/${release.adminSecret}`;
      const found = kubernetes.core.v1.Secret.get(`${name}-admin`, id, own);
      const { adminSecret } = release;
      const read = pulumi
        .all([found.data, given])
        .apply(([data, token]) => token ?? tokenIn(data, adminSecret));
      return { secret: found.metadata.name, token: pulumi.secret(read), resource: found };
    }
    // Long enough for every server, and with all that strong passwords ask for.
    const strong = { minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1, overrideSpecial: "-_" };
    const password = new random.RandomPassword(`${name}-password`, { length: 40, ...strong }, own);
    const token =
      given ?? new random.RandomPassword(`${name}-token`, { length: 64, special: false }, own).result;
    const secret = new kubernetes.core.v1.Secret(
      `${name}-admin`,
      {
        metadata: {
          name: `${release.name}-auth`,
          namespace: cluster.namespace,
          labels: labelsOf("influxdb", release.name),
        },
        stringData: { "admin-password": password.result, "admin-token": token },
      },
      // The server reads them once, when its volume is empty: as long as that may be there, so must they.
      { ...own, retainOnDelete: release.storage.retain },
    );
    return { secret: secret.metadata.name, token: pulumi.secret(token), resource: secret };
  }

  private volume(
    name: string,
    { cluster, release: { name: object, storage } }: InfluxdbArgs,
  ): kubernetes.core.v1.PersistentVolumeClaim {
    return new kubernetes.core.v1.PersistentVolumeClaim(
      `${name}-data`,
      {
        metadata: {
          name: object,
          namespace: cluster.namespace,
          labels: labelsOf("influxdb", object),
          annotations: unbound,
        },
        spec: claimSpec(storage.size, storage.class),
      },
      storage.retain ? cluster.staying({ parent: this }) : { parent: this },
    );
  }

  private route(name: string, { cluster, release }: InfluxdbArgs): void {
    const { gateway } = release;
    if (gateway === undefined) return;
    new kubernetes.apiextensions.CustomResource(
      `${name}-route`,
      {
        ...httpRoute,
        metadata: {
          name: release.name,
          namespace: cluster.namespace,
          labels: labelsOf("influxdb", release.name),
        },
        spec: routeSpec(gateway, { ...influxdbService(release), path: "" }),
      },
      { parent: this, dependsOn: [this.release] },
    );
  }

  private network(name: string, { cluster, release, writersIn }: InfluxdbArgs): void {
    const { network } = release;
    if (network === undefined) return;
    const clients = [
      { pods: ownPods },
      ...writersIn.map((namespace) => ({ namespace, pods: ownPods })),
      { pods: { "app.kubernetes.io/name": "chronograf" } },
    ];
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata: {
          name: release.name,
          namespace: cluster.namespace,
          labels: labelsOf("influxdb", release.name),
        },
        spec: networkPolicy({
          pods: this.pods,
          port: influxdbPort,
          from: [...clients, ...network.from],
          to: network.to,
        }),
      },
      { parent: this },
    );
  }
}

/** The token in a Secret that is there. */
function tokenIn(data: Readonly<Record<string, string>> | undefined, secret: string): string {
  const text = data?.["admin-token"];
  if (text !== undefined && data?.["admin-password"] !== undefined) {
    return Buffer.from(text, "base64").toString("utf8").trim();
  }
  throw new pulumi.RunError(
    `the Secret "${secret}" lacks a key: expected "admin-password" and "admin-token"; add them, or remove monitoring:releases.influxdb.adminSecret`,
  );
}
