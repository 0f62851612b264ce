/** The releases of a server: InfluxDB and Chronograf, as a stack file says them. */
import type { Resources, Scheduling } from "./cluster.ts";
import type { InfluxdSettings } from "./releases/influxd.ts";

/** A volume that outlives what uses it. */
export interface StorageSettings {
  /** Kubernetes' notation: `20Gi`. It may grow, where the class allows it, and never shrink. */
  readonly size: string;
  /** Name of a StorageClass. @default that of the cluster */
  readonly class?: string | undefined;
  /** Whether the volume stays when the stack is destroyed, or the release gets another name. */
  readonly retain: boolean;
}

/** How a service is reached from outside of the cluster: by an Ingress of the chart. */
export interface IngressSettings {
  readonly host: string;
  /** Name of an IngressClass. @default that of the cluster */
  readonly className?: string | undefined;
  /** Whether the host is served with TLS. */
  readonly tls: boolean;
  /** Secret with the certificate. @default `<name of its objects>-tls` */
  readonly tlsSecret?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** How a service is reached from outside of the cluster: by an HTTPRoute to a Gateway that is there. */
export interface GatewaySettings {
  readonly name: string;
  /** @default that of the stack */
  readonly namespace?: string | undefined;
  /** Name of one of its listeners. @default all that take the host */
  readonly section?: string | undefined;
  readonly host: string;
  /** Whether that listener is one with TLS. */
  readonly tls: boolean;
}

/** Who may reach a pod, or may be reached by it. `cidr` stands alone; the others narrow each other. */
export interface NetworkPeer {
  readonly namespace?: string | undefined;
  readonly pods?: Readonly<Record<string, string>> | undefined;
  readonly cidr?: string | undefined;
}

export interface NetworkSettings {
  /** Who may reach it, besides the stack's own agents, Chronograf and backups. */
  readonly from: readonly NetworkPeer[];
  /** What it may reach, besides name service. @default everything */
  readonly to?: readonly NetworkPeer[] | undefined;
}

/** Where pods of a chart may run. The charts have no place for a priority. */
export type ReleaseScheduling = Omit<Scheduling, "priorityClass">;

interface ReleaseOf {
  /** Name of the release, and what the names of its objects begin with. Another one is another release. */
  readonly name: string;
  readonly storage: StorageSettings;
  readonly resources: Resources;
  readonly scheduling: ReleaseScheduling;
  readonly ingress?: IngressSettings | undefined;
  readonly gateway?: GatewaySettings | undefined;
  readonly network?: NetworkSettings | undefined;
}

/** Where backups go. */
export type BackupTarget =
  /** A volume of their own, which the stack makes. */
  | { readonly kind: "volume"; readonly size: string; readonly class?: string | undefined }
  /** A claim that is there. */
  | { readonly kind: "claim"; readonly claim: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Without slashes at its ends. */
      readonly prefix: string;
      /** @default that of AWS */
      readonly endpoint?: string | undefined;
      readonly region?: string | undefined;
      /** Secret with `access-key-id` and `secret-access-key`. @default the rights of the pod */
      readonly credentialsSecret?: string | undefined;
    };

export interface BackupSettings {
  /** Cron expression, in {@link timeZone}. */
  readonly schedule: string;
  readonly timeZone: string;
  /** How many backups are kept. */
  readonly keep: number;
  readonly target: BackupTarget;
}

export const reaches = ["ingress", "service", "port-forward"] as const;
/** `ingress`: from outside, by Ingress or Gateway · `service`: from inside · `port-forward`: by a tunnel of the commands. */
export type Reach = (typeof reaches)[number];

export interface InfluxdbRelease extends ReleaseOf {
  readonly reach: Reach;
  readonly settings: InfluxdSettings;
  /** Secret with `admin-password` and `admin-token` that is there. @default one that the stack makes */
  readonly adminSecret?: string | undefined;
  readonly backup?: BackupSettings | undefined;
}

export const loginKinds = ["github", "google", "generic"] as const;
export type LoginKind = (typeof loginKinds)[number];

/** Who may open Chronograf. */
export interface LoginSettings {
  readonly kind: LoginKind;
  readonly clientId: string;
  /** Key of `monitoring:secrets`. */
  readonly clientSecret: string;
  /** Options of Chronograf that belong to the kind, by the names of their variables. */
  readonly options: Readonly<Record<string, string>>;
  /** Certificates of a private authority that signed those of its URLs, PEM. @default the well-known ones alone */
  readonly authority?: string | undefined;
}

/** An organization of Chronograf, beside its own `default`. */
export interface ChronografOrganization {
  readonly id: string;
  readonly name: string;
  readonly role: ChronografRole;
}

export const chronografRoles = ["member", "viewer", "editor", "admin"] as const;
export type ChronografRole = (typeof chronografRoles)[number];

export interface ChronografRelease extends ReleaseOf {
  /** Path below which it is served: empty, or `/word` once or more. */
  readonly path: string;
  /** `https://host`, without the path. @default that of `ingress` or `gateway` */
  readonly publicUrl?: string | undefined;
  readonly login?: LoginSettings | undefined;
  readonly organizations: readonly ChronografOrganization[];
  /** Files of dashboards by name, checked. */
  readonly dashboards: ReadonlyMap<string, string>;
}

export interface ReleaseSettings {
  readonly influxdb?: InfluxdbRelease | undefined;
  readonly chronograf?: ChronografRelease | undefined;
}

/** Bucket that the first start of a server makes besides the declared ones: it asks for one. */
export const initialBucket = "initial";

/** User that the first start of a server makes. */
export const adminUser = "admin";

/** URL of a service from outside, without a slash at its end; undefined where it has none. */
export function routedUrl({ ingress, gateway }: Pick<ReleaseOf, "ingress" | "gateway">): string | undefined {
  const route = ingress ?? gateway;
  return route === undefined ? undefined : `${route.tls ? "https" : "http"}://${route.host}`;
}

/** URLs of a server, without a slash at their ends. */
export interface InfluxdbUrls {
  /** From pods of the cluster. */
  readonly inCluster: string;
  /** From outside; undefined without a route. */
  readonly public: string | undefined;
  /** Where the program that declares the stack finds it; undefined where it opens a tunnel. */
  readonly reached: string | undefined;
}

export function influxdbUrls(
  release: Pick<InfluxdbRelease, "name" | "reach" | "ingress" | "gateway">,
  namespace: string,
): InfluxdbUrls {
  const inCluster = `http://${release.name}.${namespace}.svc`;
  const outside = routedUrl(release);
  const reached = { ingress: outside, service: inCluster, "port-forward": undefined }[release.reach];
  return { inCluster, public: outside, reached };
}

/** Where the commands find a server that they open a tunnel to. */
export const tunnelUrl = "http://127.0.0.1:18086";

/** What the commands forward a local port to, for {@link Reach} `port-forward`. */
export function influxdbService({ name }: Pick<InfluxdbRelease, "name">): {
  readonly service: string;
  readonly port: number;
} {
  return { service: name, port: 80 };
}

/** The chart has no other name for its objects. */
export function chronografName({ name }: Pick<ChronografRelease, "name">): string {
  return `${name}-chronograf`;
}

/** URL that people open, and that the login comes back to; undefined where there is none. */
export function chronografUrl(
  release: Pick<ChronografRelease, "publicUrl" | "path" | "ingress" | "gateway">,
): string | undefined {
  const base = release.publicUrl ?? routedUrl(release);
  return base === undefined ? undefined : `${base}${release.path}`;
}

/** Whether something of them stays when the stack is destroyed: volumes, and what opens what is on them. */
export function outlives({ influxdb, chronograf }: ReleaseSettings): boolean {
  const volumes = [influxdb?.storage, chronograf?.storage];
  return volumes.some((volume) => volume?.retain === true) || influxdb?.backup?.target.kind === "volume";
}

/** Keys of `monitoring:secrets` that belong to Chronograf, and not into the secret store of InfluxDB. */
export function releaseSecrets({ chronograf }: ReleaseSettings): readonly string[] {
  return chronograf?.login === undefined ? [] : [chronograf.login.clientSecret];
}
