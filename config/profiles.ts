/** What a stack file says of the Prometheus endpoints that telegraf scrapes. */
import { z } from "zod";
import { credential } from "./credentials.ts";
import { defined, durationWithin, listOf, maybe, onOff, port, present, text } from "./forms.ts";
import { kubernetesName } from "./pods.ts";
import { credentialFile } from "../telegraf/pod.ts";
import type { MetricProfile, TlsOptions } from "../telegraf/profiles.ts";

const intervalForm = "a duration of at least 1s such as `30s`";

/** How often something is asked. */
export const interval = durationWithin(intervalForm, 1);

export const watchedForm =
  "a duration from 1s to 4m such as `1m`: of what comes less often, alerts take each sample for the last";

/** How often something is asked that alerts of minutes look at: their windows put up with gaps of so much. */
export const watchedInterval = durationWithin(watchedForm, 1, 240);

/** How long an answer may take. */
export const timeout = durationWithin("a duration of at least 1s such as `10s`", 1).optional().meta({
  description: "How long an answer may take.",
  expects: intervalForm,
  example: "10s",
  fallback: "`10s`",
});

/** What telegraf can ask over HTTP. */
export const httpUrl = text("an http or https URL").refine(
  (written) => /^https?:\/\//.test(written) && URL.canParse(written),
  { error: "an http or https URL" },
);

/** The path of a URL. */
export const absolutePath = text("a path that begins with `/`").startsWith("/", {
  error: "a path that begins with `/`",
});

export const home = text("an application of this cluster, or a bucket").optional().meta({
  description: "Application of this cluster, or extra bucket, whose points they are.",
  expects: "an application of this cluster, or a bucket",
  example: "gafaelfawr",
  required: true,
});

export const intervalKey = interval.optional().meta({
  description: "Time between two samples.",
  expects: intervalForm,
  example: "30s",
  fallback: "`telegraf.interval`",
});

export const tls = z
  .strictObject({
    ca: credential.optional().meta({
      description: "Credential with the certificates of the authority that signed the endpoint's.",
      example: "cluster-ca",
      fallback: "those of the system",
    }),
    cert: credential.optional().meta({
      description: "Credential with the certificate to show.",
      example: "client-cert",
    }),
    key: credential.optional().meta({
      description: "Credential with the private key of that certificate.",
      example: "client-key",
    }),
    serverName: text("the name in the endpoint's certificate").optional().meta({
      description: "Name that the endpoint's certificate must be for.",
      expects: "the name in the endpoint's certificate",
      example: "prometheus.example.org",
      fallback: "the host of the URL",
    }),
    insecure: onOff.optional().meta({
      description: "Whether any certificate is taken.",
      expects: "`true` or `false`",
      example: "true",
      fallback: "`false`",
    }),
  })
  .optional()
  .meta({
    description: "How endpoints are trusted, and what is shown to them.",
    expects: "a map with `ca`, `cert`, `key`, `serverName` or `insecure`",
  });

const names = (description: string, what: string, example?: string) =>
  listOf(text(what).meta({ expects: what, ...(example === undefined ? {} : { example }) }))
    .optional()
    .meta({ description, expects: `a list of at least one, each once: ${what}` });

const label = text("the value of a label").meta({ expects: "the value of a label" });

const profile = z
  .strictObject({
    home,
    component: text("the name of the software").optional().meta({
      description:
        "Software that is scraped. Its measurement is `prometheus_<component>`, with `-` as `_`; alerts look for it under that name.",
      expects: "the name of the software",
      example: "argocd",
      required: true,
    }),
    targets: names("URLs that are scraped; or `discovery`.", "an http or https URL"),
    discovery: z
      .strictObject({
        namespace: kubernetesName.meta({
          description: "Namespace of the pods.",
          example: "kafka",
          required: true,
        }),
        labelSelector: text("a label selector").meta({
          description: "Labels of the pods, as kubectl takes them.",
          expects: "a label selector",
          example: "strimzi.io/kind=Kafka",
          required: true,
        }),
        port: port.meta({ description: "Port of the pods.", example: "9404", required: true }),
        path: absolutePath.optional().meta({
          description: "Path of the metrics.",
          expects: "a path",
          example: "/metrics",
          fallback: "`/metrics`",
        }),
        scheme: z.enum(["http", "https"]).optional().meta({
          description: "Protocol.",
          expects: "`http` or `https`",
          example: "https",
          fallback: "`http`",
        }),
      })
      .optional()
      .meta({
        description: "Pods that are found as they come and go; telegraf gets the right to watch them.",
        expects: "a map with `namespace`, `labelSelector` and `port`",
      }),
    federate: names(
      "`match[]` of a Prometheus that is asked for what it has collected.",
      "a selector of Prometheus",
      '{job="argocd"}',
    ),
    interval: intervalKey,
    timeout,
    timestamps: z.enum(["scrape", "exporter"]).optional().meta({
      description: "Whose clock counts.",
      expects: "`scrape` or `exporter`",
      example: "exporter",
      fallback: "`scrape`; `exporter` with `federate`",
    }),
    labels: z.record(z.string(), label).optional().meta({
      description: "Tags of all its points; they win over labels of that name.",
      expects: "a map from tags to values",
      names: "tag",
    }),
    renames: z.record(z.string(), label).optional().meta({
      description: "Other names for labels.",
      expects: "a map from labels to their new names",
      names: "label",
    }),
    dropLabels: names("Labels that are left out.", "the name of a label"),
    metrics: names("Names of metrics that are kept, or globs.", "the name of a metric, or a glob"),
    only: z.record(z.string(), listOf(label)).optional().meta({
      description: "Only series one of whose labels has one of these values, or globs.",
      expects: "a map from labels to lists of values",
      names: "label",
    }),
    urlTag: onOff.optional().meta({
      description: "Whether points carry the URL of their target.",
      expects: "`true` or `false`",
      example: "false",
      fallback: "`true`; `false` with `federate`",
    }),
    tls,
    token: credential.optional().meta({
      description: "Credential that is sent as `Authorization: Bearer`.",
      example: "scraper",
    }),
  })
  .meta({ expects: "a map with `home`, `component` and `targets` or `discovery`" });

export const profiles = z.array(profile.optional()).prefault([]).meta({
  description: "Metric profiles: which Prometheus endpoints are scraped, and how.",
  expects: "a list of profiles",
});

type Given = z.output<typeof profile>;

/** Files in the pod for the TLS of a client. */
export function tlsOf(given: z.output<typeof tls>): TlsOptions | undefined {
  if (given === undefined) return undefined;
  const { ca, cert, key, serverName, insecure } = given;
  return defined({
    ca: maybe(ca, credentialFile),
    cert: maybe(cert, credentialFile),
    key: maybe(key, credentialFile),
    serverName,
    insecure,
  });
}

/** The profile, or undefined while it lacks what it must have. */
export function profileOf(given: Given): MetricProfile | undefined {
  const { component, targets, discovery, federate, interval: every, timeout: most } = given;
  if (given.home === undefined || component === undefined) return undefined;
  const only = Object.entries(given.only ?? {}).map(([key, values]) => [key, present(values)] as const);
  return defined({
    home: given.home,
    component,
    targets: maybe(targets, present),
    discovery: maybe(discovery, discoveryOf),
    federate: maybe(federate, present),
    intervalSeconds: every,
    timeoutSeconds: most,
    timestamps: given.timestamps,
    labels: given.labels,
    renames: given.renames,
    dropLabels: maybe(given.dropLabels, present),
    metrics: maybe(given.metrics, present),
    only: only.length === 0 ? undefined : Object.fromEntries(only),
    urlTag: given.urlTag,
    tls: tlsOf(given.tls),
    tokenFile: maybe(given.token, credentialFile),
  });
}

function discoveryOf({ namespace, labelSelector, port, path, scheme }: NonNullable<Given["discovery"]>) {
  return defined({ namespace, labelSelector, port, path, scheme });
}
