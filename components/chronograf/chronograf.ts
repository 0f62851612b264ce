import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { mirrored } from "../../model/cluster.ts";
import {
  type ChronografOrganization,
  chronografName,
  type ChronografRelease,
  chronografUrl,
  routedUrl,
} from "../../model/releases.ts";
import { charts, images } from "../../versions.ts";
import { chartReference } from "../chart.ts";
import { type Cluster, labelsOf } from "../cluster.ts";
import { networkPolicy } from "../objects/network.ts";
import { httpRoute, routeSpec } from "../objects/route.ts";
import { chronografEnvironment } from "./environment.ts";
import { chronografPods, chronografPort, chronografTimeout, chronografValues } from "./values.ts";

export interface ChronografArgs {
  readonly cluster: Cluster;
  readonly release: ChronografRelease;
  /** The server whose buckets it shows. */
  readonly influxdb: {
    /** URL for pods of the cluster. */
    readonly url: pulumi.Input<string>;
    readonly org: pulumi.Input<string>;
    /** A token that reads and does nothing else; secret. */
    readonly token: pulumi.Output<string>;
    /** Labels of its pods; undefined where it is on no pods of this cluster. */
    readonly pods: Readonly<Record<string, string>> | undefined;
  };
  /** Values of `monitoring:secrets`, by key; of these it takes what its login names. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Certificates of the authority that signed the server's, PEM. @default those of the image */
  readonly authority?: string | undefined;
}

/** The pages on which people look at points. Needs a `kubernetes` provider among its options. */
export class Chronograf extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;
  /** What people open; undefined without a route. */
  readonly url: string | undefined;

  constructor(name: string, args: ChronografArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Chronograf", name, {}, opts);
    const { cluster, release } = args;
    this.url = chronografUrl(release);

    const environment = this.environment(name, args);
    const files = this.files(name, args);
    const authorities = this.authorities(name, args);
    const needed = [environment, files, authorities].filter((object) => object !== undefined);
    this.release = new kubernetes.helm.v3.Release(
      `${name}-release`,
      {
        name: release.name,
        namespace: cluster.namespace,
        ...chartReference(charts.chronograf, cluster.settings.charts),
        atomic: true,
        timeout: chronografTimeout,
        maxHistory: 5,
        // By null the values take away what the chart would set.
        allowNullValues: true,
        values: pulumi
          .all([environment.metadata.name, files?.metadata.name, authorities?.metadata.name])
          .apply(([environmentSecret, filesName, authoritiesName]) =>
            chronografValues({
              release,
              environmentSecret,
              files: filesName,
              authorities: authoritiesName,
              image: mirrored(images.chronograf, cluster.settings),
            }),
          ),
      },
      { parent: this, dependsOn: needed },
    );
    this.route(name, args);
    this.network(name, args);
    this.registerOutputs({ url: this.url });
  }

  /**
   * What its pod is started with. It never changes: another content is another Secret, whose name the release is then
   * told, so that the pod starts anew.
   */
  private environment(name: string, args: ChronografArgs): kubernetes.core.v1.Secret {
    const { cluster, release, influxdb } = args;
    const login = this.login(name, args);
    const stringData = pulumi
      .all([influxdb.url, influxdb.org, influxdb.token, login])
      .apply(([url, org, token, given]) =>
        chronografEnvironment({ url, org, token, ...(given === undefined ? {} : { login: given }) }),
      );
    return new kubernetes.core.v1.Secret(
      `${name}-environment`,
      {
        metadata: { namespace: cluster.namespace, labels: labelsOf("chronograf", release.name) },
        immutable: true,
        stringData: pulumi.secret(stringData),
      },
      { parent: this },
    );
  }

  private login(name: string, { release, secrets }: ChronografArgs) {
    const { login } = release;
    if (login === undefined) return undefined;
    const clientSecret = secrets.get(login.clientSecret);
    const publicUrl = release.publicUrl ?? routedUrl(release);
    if (clientSecret === undefined || publicUrl === undefined)
      throw new Error("a login without its secret or its URL passed the checks of the configuration");
    const signing = new random.RandomPassword(
      `${name}-sessions`,
      { length: 64, special: false },
      { parent: this },
    );
    const { kind, clientId, options } = login;
    return pulumi.all([clientSecret, signing.result]).apply(([secret, tokenSecret]) => ({
      kind,
      clientId,
      clientSecret: secret,
      tokenSecret,
      publicUrl,
      options,
    }));
  }

  /** Dashboards and organizations. It reads them on every request: a change shows without a new pod. */
  private files(
    name: string,
    { cluster, release }: ChronografArgs,
  ): kubernetes.core.v1.ConfigMap | undefined {
    const { dashboards, organizations } = release;
    if (dashboards.size + organizations.length === 0) return undefined;
    return new kubernetes.core.v1.ConfigMap(
      `${name}-files`,
      {
        metadata: {
          name: `${chronografName(release)}-files`,
          namespace: cluster.namespace,
          labels: labelsOf("chronograf", release.name),
        },
        data: {
          ...Object.fromEntries(dashboards),
          ...Object.fromEntries(organizations.map(organizationFile)),
        },
      },
      { parent: this },
    );
  }

  /** Private authorities of the server and of the login. It reads them once: another content is another ConfigMap. */
  private authorities(
    name: string,
    { cluster, release, authority }: ChronografArgs,
  ): kubernetes.core.v1.ConfigMap | undefined {
    const data = Object.fromEntries(
      Object.entries({ "influxdb.crt": authority, "login.crt": release.login?.authority }).flatMap(
        ([file, text]) => (text === undefined ? [] : [[file, text]]),
      ),
    );
    if (Object.keys(data).length === 0) return undefined;
    return new kubernetes.core.v1.ConfigMap(
      `${name}-authorities`,
      {
        metadata: { namespace: cluster.namespace, labels: labelsOf("chronograf", release.name) },
        immutable: true,
        data,
      },
      { parent: this },
    );
  }

  private route(name: string, { cluster, release }: ChronografArgs): void {
    const { gateway, path } = release;
    if (gateway === undefined) return;
    const service = chronografName(release);
    new kubernetes.apiextensions.CustomResource(
      `${name}-route`,
      {
        ...httpRoute,
        metadata: {
          name: service,
          namespace: cluster.namespace,
          labels: labelsOf("chronograf", release.name),
        },
        spec: routeSpec(gateway, { service, port: 80, path }),
      },
      { parent: this, dependsOn: [this.release] },
    );
  }

  private network(name: string, { cluster, release, influxdb }: ChronografArgs): void {
    const { network } = release;
    if (network === undefined) return;
    const server = influxdb.pods === undefined ? [] : [{ pods: influxdb.pods }];
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata: {
          name: chronografName(release),
          namespace: cluster.namespace,
          labels: labelsOf("chronograf", release.name),
        },
        spec: networkPolicy({
          pods: chronografPods(release),
          port: chronografPort,
          from: network.from,
          to: network.to === undefined ? undefined : [...server, ...network.to],
        }),
      },
      { parent: this },
    );
  }
}

function organizationFile({ id, name, role }: ChronografOrganization): readonly [string, string] {
  return [`${id}.org`, `${JSON.stringify({ id, name, defaultRole: role })}\n`];
}
