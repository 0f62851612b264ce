/** What a stack file says of the agents of its cluster: telegraf, and telegraf-ds on every node. */
import { z } from "zod";
import { credentials } from "./credentials.ts";
import { listOf, onOff, text, wholeNumber } from "./forms.ts";
import { bytes, kubernetesName, resources, scheduling } from "./pods.ts";
import { interval, profiles, watchedForm, watchedInterval } from "./profiles.ts";
import { certificates, github, jolokia, listeners, lookups, scripts, sites, vault } from "./sources.ts";

const everyMinute = watchedInterval.prefault("1m").meta({
  description: "Time between two samples, where nothing else is said.",
  expects: watchedForm,
  example: "30s",
});

const rates = {
  pointsPerSecond: wholeNumber("a whole number of points in a second, 1 or more", 1).prefault(100).meta({
    description: "Points that it writes in a second; with `outage` the size of its buffer.",
    example: "500",
  }),
  outage: interval.prefault("15m").meta({
    description: "How long InfluxDB may be away before points are lost.",
    expects: "a duration of at least 1s such as `1h`",
    example: "1h",
  }),
};

const bufferMeta = {
  description: "What it keeps while InfluxDB does not answer.",
  expects: "a map with `pointsPerSecond` or `outage`",
};

const disk = z
  .strictObject({
    size: bytes.meta({ description: "Size of the volume.", example: "10Gi", required: true }),
    class: kubernetesName.optional().meta({
      description: "StorageClass of the volume.",
      expects: "the name of a StorageClass",
      example: "ssd",
      fallback: "the cluster's default",
    }),
  })
  .optional()
  .meta({
    description: "A volume that keeps those points over a restart.",
    expects: "a map with `size`",
    fallback: "memory, about 1 KiB a point",
  });

const rules = z
  .array(
    z
      .strictObject({
        namespace: text("the name of a namespace, or its beginning and a `*`").meta({
          description: "Name of the namespace, or its beginning and a `*`.",
          expects: "the name of a namespace, or its beginning and a `*`",
          example: "nublado-*",
          required: true,
        }),
        home: text("an application or a bucket").meta({
          description: "Application or extra bucket whose points they are.",
          expects: "an application or a bucket",
          example: "nublado",
          required: true,
        }),
      })
      .optional()
      .meta({ expects: "a map with `namespace` and `home`" }),
  )
  .optional()
  .meta({
    description: "Whose points those of a namespace are, beside the application of that name.",
    expects: "a list of namespaces and homes",
    fallback: "`nublado-*` and `fileservers` are of `nublado`",
  });

export const telegraf = z
  .strictObject({
    interval: everyMinute,
    inventory: onOff.prefault(true).meta({
      description: "Whether it asks the cluster for nodes, workloads, and pods that no node has.",
      expects: "`true` or `false`",
      example: "false",
    }),
    apiServer: onOff.prefault(false).meta({
      description: "Whether it scrapes the API server: alert `apiserver-errors`. Some hundred series.",
      expects: "`true` or `false`",
      example: "true",
    }),
    namespaces: rules,
    profiles,
    sites,
    certificates,
    vault,
    github,
    listeners,
    lookups,
    scripts,
    jolokia,
    credentials,
    buffer: z
      .strictObject({ ...rates, disk })
      .prefault({})
      .meta(bufferMeta),
    resources,
    scheduling,
  })
  .optional()
  .meta({
    description: "The one telegraf of the cluster: what has to be asked once. `{}` is enough.",
    expects: "a map of settings, or `{}`",
    fallback: "none is declared",
  });

export const telegrafDs = z
  .strictObject({
    interval: everyMinute,
    namespaces: rules,
    socket: onOff.prefault(false).meta({
      description:
        "Whether applications of the node can write line protocol to `/run/telegraf/telegraf.sock`. The agent then runs as root, without capabilities: the directory is root's.",
      expects: "`true` or `false`",
      example: "true",
    }),
    cadvisor: listOf(
      text("the name of a metric, or a glob").meta({ expects: "the name of a metric, or a glob" }),
    )
      .optional()
      .meta({
        description: "Metrics of the kubelet's cadvisor that are kept.",
        expects: "a list of at least one name or glob, each once",
        fallback: "`container_oom_events_total`",
      }),
    buffer: z.strictObject(rates).prefault({}).meta(bufferMeta),
    resources,
    scheduling,
  })
  .optional()
  .meta({
    description: "telegraf-ds, one telegraf on every node. `{}` is enough.",
    expects: "a map of settings, or `{}`",
    fallback: "none is declared",
  });
