import { versions } from "../../versions.ts";
import type { Part } from "./part.ts";

/** The Pulumi engine. The language plugin is not needed: the commands run the program themselves. */
export const pulumi: Part = {
  name: "pulumi",
  title: "Pulumi engine",
  binary: "pulumi",
  versionArgs: ["version"],
  version: versions.pulumi.built,
  minimum: versions.pulumi.minimum,
  goPackage: `${versions.pulumi.module}/cmd/pulumi`,
  ldflags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${versions.pulumi.built}`,
  // Pure Go, as its makers build it: no C compiler needed.
  env: { CGO_ENABLED: "0" },
  needs: ["go"],
  takes: "6 minutes",
};

/** The InfluxDB 2 server, without its web interface. */
export const influxd: Part = {
  name: "influxd",
  title: "InfluxDB server",
  binary: "influxd",
  versionArgs: ["version"],
  version: versions.influxdb.built,
  minimum: versions.influxdb.minimum,
  goPackage: `${versions.influxdb.module}/cmd/influxd`,
  tags: ["sqlite_foreign_keys", "sqlite_json"],
  ldflags: `-s -w -X main.version=v${versions.influxdb.built}`,
  env: {
    CGO_ENABLED: "1",
    // Builds the Flux compiler, which is Rust, when Go asks for it.
    PKG_CONFIG: { goTool: "github.com/influxdata/pkg-config" },
    // The Flux sources make warnings errors; newer compilers know more warnings.
    RUSTC_WRAPPER: { script: '#!/bin/sh\nexec "$@" --cap-lints warn\n' },
  },
  needs: ["go", "rust", "cc"],
  takes: "6 minutes",
};

/** The InfluxDB server of before 2.8. Only tests want it, so an older one on `PATH` will not do. */
export const olderInfluxd: Part = {
  ...influxd,
  name: "influxd-2.7",
  title: "InfluxDB server 2.7",
  binary: "influxd-2.7",
  version: versions.olderInfluxdb.built,
  minimum: versions.olderInfluxdb.built,
  goPackage: `${versions.olderInfluxdb.module}/cmd/influxd`,
  ldflags: `-s -w -X main.version=v${versions.olderInfluxdb.built}`,
};

/** The command line of InfluxDB. Only tests want it: the pods of backups have it from the server's image. */
export const influx: Part = {
  name: "influx",
  title: "InfluxDB command line",
  binary: "influx",
  versionArgs: ["version"],
  version: versions.influx.built,
  minimum: versions.influx.built,
  goPackage: `${versions.influx.module}/cmd/influx`,
  ldflags: `-s -w -X main.version=v${versions.influx.built}`,
  env: { CGO_ENABLED: "0" },
  needs: ["go"],
  takes: "1 minute",
};

/** The plugins that telegraf is built with: those of `telegraf/plugins/`, and the sinks' from Kafka. */
const telegrafPlugins = {
  inputs: [
    ...["cpu", "disk", "diskio", "exec", "http", "http_listener_v2", "http_response"],
    ...["internal", "jolokia2_agent", "kafka_consumer", "kernel", "kube_inventory", "kubernetes", "mem"],
    ...["net", "prometheus", "socket_listener", "system", "webhooks", "x509_cert"],
  ],
  outputs: ["influxdb_v2"],
  processors: ["override", "regex", "rename", "starlark"],
  parsers: ["avro", "influx", "json", "json_v2", "value", "xpath"],
} as const;

/** The telegraf agent. Only tests want it: the clusters run its image. */
export const telegraf: Part = {
  name: "telegraf",
  title: "telegraf agent",
  binary: "telegraf",
  versionArgs: ["--version"],
  version: versions.telegraf.built,
  minimum: versions.telegraf.built,
  goPackage: `${versions.telegraf.module}/cmd/telegraf`,
  // Without `custom` it has every plugin there is, and takes half an hour.
  tags: [
    "custom",
    ...Object.entries(telegrafPlugins).flatMap(([kind, names]) => names.map((name) => `${kind}.${name}`)),
  ],
  ldflags: `-s -w -X ${versions.telegraf.module}/internal.Version=${versions.telegraf.built}`,
  env: { CGO_ENABLED: "0" },
  needs: ["go"],
  takes: "9 minutes",
};

const [kubernetesMajor, kubernetesMinor] = versions.kubernetes.built.split(".");
const kubernetesVersion = "-X k8s.io/component-base/version";

/** The Kubernetes API server. Only tests want it: the clusters run their own. */
export const kubeApiserver: Part = {
  name: "kube-apiserver",
  title: "Kubernetes API server",
  binary: "kube-apiserver",
  versionArgs: ["--version"],
  version: versions.kubernetes.built,
  minimum: versions.kubernetes.built,
  goPackage: `${versions.kubernetes.module}/cmd/kube-apiserver`,
  ldflags: [
    "-s -w",
    `${kubernetesVersion}.gitVersion=v${versions.kubernetes.built}`,
    `${kubernetesVersion}.gitMajor=${kubernetesMajor}`,
    `${kubernetesVersion}.gitMinor=${kubernetesMinor}`,
  ].join(" "),
  env: { CGO_ENABLED: "0" },
  needs: ["go"],
  takes: "6 minutes",
};

/** The store of the Kubernetes API server. Only tests want it. */
export const etcd: Part = {
  name: "etcd",
  title: "etcd",
  binary: "etcd",
  versionArgs: ["--version"],
  version: versions.etcd.built,
  minimum: versions.etcd.built,
  goPackage: versions.etcd.module,
  ldflags: "-s -w",
  env: { CGO_ENABLED: "0" },
  needs: ["go"],
  takes: "2 minutes",
};

/** What the commands need, in the order in which it is made ready. */
export const parts: readonly Part[] = [pulumi, influxd];

/** What the tests need. */
export const testParts: readonly Part[] = [...parts, olderInfluxd, influx, telegraf, etcd, kubeApiserver];
