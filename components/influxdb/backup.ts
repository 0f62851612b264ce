/** Backups: a CronJob that makes them, and one that is suspended, from which a job is made to bring one back. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../../model/cluster.ts";
import type { BackupSettings, BackupTarget, InfluxdbRelease } from "../../model/releases.ts";
import { images } from "../../versions.ts";
import { schedulingSpec } from "../agent.ts";
import { type Cluster, labelsOf } from "../cluster.ts";
import { claimSpec, unbound } from "../objects/claim.ts";
import { backUp, backUpAndPrune, download, restore, upload } from "./scripts.ts";

type Container = kubernetes.types.input.core.v1.Container;
type Volume = kubernetes.types.input.core.v1.Volume;
type EnvVar = kubernetes.types.input.core.v1.EnvVar;

export interface BackupArgs {
  readonly cluster: Cluster;
  readonly release: InfluxdbRelease;
  readonly backup: BackupSettings;
  /** URL of the server in the cluster. */
  readonly url: string;
  /** Secret with `admin-token`: only an operator's token sees everything. */
  readonly adminSecret: pulumi.Input<string>;
}

/** Where the pods find backups. */
const directory = "/backups";

/** Longest time that one may take, in seconds. */
const longest = 6 * 3_600;

/** What they need is little; what they take is bounded. */
const resources = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { memory: "1Gi" },
} as const satisfies Resources;

/** User and group of the images' files. */
const user = 1000;

/** A date that never comes: the job is only ever started by hand. */
const never = "0 0 31 2 *";

/** The backups of a server. */
export class Backup extends pulumi.ComponentResource {
  constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Backup", name, {}, opts);
    const { cluster, release, backup } = args;
    const own = { parent: this };
    const { target } = backup;
    const metadata = (object: string) => ({
      name: object,
      namespace: cluster.namespace,
      labels: labelsOf("influxdb-backup", object),
    });
    const claim = `${release.name}-backup`;
    if (target.kind === "volume") {
      new kubernetes.core.v1.PersistentVolumeClaim(
        `${name}-volume`,
        {
          metadata: { ...metadata(claim), annotations: unbound },
          spec: claimSpec(target.size, target.class),
        },
        // What was saved is not lost with what it was saved from.
        cluster.staying(own),
      );
    }
    const volume = volumeOf(target, claim, release);
    const cronJob = (
      object: string,
      schedule: string,
      suspend: boolean,
      containers: readonly Container[],
    ) => {
      const labels = labelsOf("influxdb-backup", object);
      const [last, ...first] = [...containers].reverse();
      if (last === undefined) throw new Error(`the job ${object} has no container`);
      return {
        metadata: metadata(object),
        spec: {
          schedule,
          timeZone: backup.timeZone,
          suspend,
          // Two at once would clean up after each other.
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 3_600,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            metadata: { labels },
            spec: {
              backoffLimit: suspend ? 0 : 2,
              activeDeadlineSeconds: longest,
              template: {
                metadata: { labels },
                spec: {
                  ...cluster.podSpec,
                  restartPolicy: "Never",
                  automountServiceAccountToken: false,
                  securityContext: {
                    runAsNonRoot: true,
                    runAsUser: user,
                    runAsGroup: user,
                    fsGroup: user,
                    seccompProfile: { type: "RuntimeDefault" },
                  },
                  ...schedulingSpec(release.scheduling),
                  initContainers: first.reverse(),
                  containers: [last],
                  volumes: [volume, { name: "tmp", emptyDir: {} }],
                },
              },
            },
          },
        },
      };
    };
    const toS3 = target.kind === "s3";
    const keep = { name: "KEEP", value: String(backup.keep) };
    const store = toS3 ? storeVariables(target) : [];
    new kubernetes.batch.v1.CronJob(
      `${name}-make`,
      cronJob(`${release.name}-backup`, backup.schedule, false, [
        influx(args, "make", toS3 ? backUp : backUpAndPrune, [keep]),
        ...(toS3 ? [rclone(cluster, "upload", upload, [keep, ...store])] : []),
      ]),
      own,
    );
    new kubernetes.batch.v1.CronJob(
      `${name}-restore`,
      cronJob(`${release.name}-restore`, never, true, [
        ...(toS3 ? [rclone(cluster, "download", download, store)] : []),
        influx(args, "restore", restore, []),
      ]),
      own,
    );
    this.registerOutputs({});
  }
}

/** The volume that the pods see: the backups themselves, or what goes through to S3. */
function volumeOf(target: BackupTarget, claim: string, { storage }: InfluxdbRelease): Volume {
  const name = "backups";
  if (target.kind === "claim") return { name, persistentVolumeClaim: { claimName: target.claim } };
  if (target.kind === "volume") return { name, persistentVolumeClaim: { claimName: claim } };
  // As large as what is saved, and gone with the pod: the disk of the node may be smaller.
  return {
    name,
    ephemeral: { volumeClaimTemplate: { spec: claimSpec(storage.size, storage.class) } },
  };
}

/** A container with the command of InfluxDB. The token is in its environment: arguments are seen by others. */
function influx(
  { cluster, url, adminSecret }: BackupArgs,
  name: string,
  script: string,
  env: readonly EnvVar[],
): Container {
  return container(cluster.image(images.influxdb), name, script, [
    { name: "INFLUX_HOST", value: url },
    { name: "INFLUX_TOKEN", valueFrom: { secretKeyRef: { name: adminSecret, key: "admin-token" } } },
    { name: "INFLUX_CONFIGS_PATH", value: "/tmp/influx-configs" },
    ...env,
  ]);
}

function rclone(cluster: Cluster, name: string, script: string, env: readonly EnvVar[]): Container {
  return container(cluster.image(images.rclone), name, script, env);
}

function container(image: string, name: string, script: string, env: readonly EnvVar[]): Container {
  return {
    name,
    image,
    command: ["sh", "-c", script],
    env: [{ name: "DIRECTORY", value: directory }, { name: "HOME", value: "/tmp" }, ...env],
    resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "backups", mountPath: directory },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

/** The remote of rclone, in its variables: it needs no file. */
function storeVariables(target: BackupTarget & { readonly kind: "s3" }): readonly EnvVar[] {
  const { bucket, prefix, endpoint, region, credentialsSecret } = target;
  const option = (name: string, value: string): EnvVar => ({ name: `RCLONE_CONFIG_S3_${name}`, value });
  const credential = (name: string, key: string): EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: credentialsSecret, key } },
  });
  return [
    { name: "STORE", value: `s3:${bucket}/${prefix}` },
    option("TYPE", "s3"),
    option("PROVIDER", endpoint === undefined ? "AWS" : "Other"),
    ...(endpoint === undefined ? [] : [option("ENDPOINT", endpoint)]),
    ...(region === undefined ? [] : [option("REGION", region)]),
    option("ENV_AUTH", "true"),
    // The bucket is there: to ask for it would need a further right.
    option("NO_CHECK_BUCKET", "true"),
    ...(credentialsSecret === undefined
      ? []
      : [
          credential("AWS_ACCESS_KEY_ID", "access-key-id"),
          credential("AWS_SECRET_ACCESS_KEY", "secret-access-key"),
        ]),
  ];
}
