/**
 * Every version the program pins, once: engine, servers, toolchain, charts and images. npm packages are pinned in
 * package.json; what each Go module resolves to stands in `tools/toolchain/<part>/go.mod`, and a test holds those files
 * against this one.
 */
export const versions = {
  /** Node.js that runs TypeScript without a build step. Changes: the Node.js release notes. */
  node: { minimum: "22.18.0", installed: "24.21.0" },
  /** Pulumi engine. Changes: CHANGELOG.md of pulumi/pulumi. */
  pulumi: { minimum: "3.220.0", built: "3.259.0", module: "github.com/pulumi/pulumi/pkg/v3" },
  /** InfluxDB 2 server. Changes: CHANGELOG.md of influxdata/influxdb. 2.10 asks for a Go newer than 1.26.8. */
  influxdb: { minimum: "2.9.0", built: "2.9.1", module: "github.com/influxdata/influxdb/v2" },
  /** The last release before tokens were kept as hashes: the provider is tested against it, and against the upgrade. */
  olderInfluxdb: { built: "2.7.12", module: "github.com/influxdata/influxdb/v2" },
  /**
   * The command line of InfluxDB, of which the server's module names a commit between two releases. Changes: releases of
   * influxdata/influx-cli.
   */
  influx: {
    built: "2.7.1",
    pinned: "2.7.1-0.20250130214939-76d1c4d9b777",
    module: "github.com/influxdata/influx-cli/v2",
  },
  /** The telegraf agent. Changes: CHANGELOG.md of influxdata/telegraf. Asks for Go 1.26. */
  telegraf: { built: "1.39.1", module: "github.com/influxdata/telegraf" },
  /** The Kubernetes API server that tests run. Changes: CHANGELOG/ of kubernetes/kubernetes. Asks for Go 1.26. */
  kubernetes: { built: "1.36.3", module: "k8s.io/kubernetes" },
  /** Its store, of the minor version that its own go.mod names. Changes: CHANGELOG/ of etcd-io/etcd. */
  etcd: { built: "3.6.16", module: "go.etcd.io/etcd/server/v3" },
} as const;

/** A Helm chart: where it is published, and which version is declared. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** Repository that publishes it. */
  readonly repository: string;
}

const influxdata = "https://helm.influxdata.com";

/** Charts of the releases. Changes: charts/<name>/ of influxdata/helm-charts; its values.yaml is what releases set. */
export const charts = {
  /** Of InfluxDB. */
  influxdb: { name: "influxdb2", version: "2.1.2", repository: influxdata },
  /** Of Chronograf. */
  chronograf: { name: "chronograf", version: "1.2.6", repository: influxdata },
} as const satisfies Readonly<Record<string, Chart>>;

/** Images of the releases and of backups. The tags that the charts name are years old. */
export const images = {
  /** The version that everything is tested with. Changes: as of `versions.influxdb`. */
  influxdb: { repository: "influxdb", tag: versions.influxdb.built },
  /** Changes: CHANGELOG.md of influxdata/chronograf. */
  chronograf: { repository: "chronograf", tag: "1.11.4" },
  /** The version that everything is tested with. Changes: as of `versions.telegraf`. */
  telegraf: { repository: "telegraf", tag: versions.telegraf.built },
  /** Takes backups to S3. Changes: docs/content/changelog.md of rclone/rclone. */
  rclone: { repository: "rclone/rclone", tag: "1.75.1" },
} as const;
