/**
 * The one schema of the configuration under `monitoring:`. The list of keys for the docs, the wording of faults and
 * the did-you-mean all follow from it: every value says with `meta` what it means (`description`), what is expected
 * of it (`expects`) and how it may look (`example`); maps say what their keys name (`names`), and places where people may put a secret by mistake
 * that what is found there is not to be shown (`closed`).
 *
 * Values arrive in two shapes: structured from the YAML file, and as text from the engine (`"true"`, `"3"`). Leaves
 * accept both.
 */
import { z } from "zod";
import { alerts } from "./alerts.ts";
import { buckets } from "./buckets.ts";
import { capacity } from "./capacity.ts";
import { downsampling } from "./downsampling.ts";
import { drift } from "./drift.ts";
import { nameKey, retention, text, wholeNumber } from "./forms.ts";
import { kafka } from "./kafka.ts";
import { kubernetes } from "./kubernetes.ts";
import { releases } from "./releases.ts";
import { secrets } from "./secrets.ts";
import { tasks } from "./tasks.ts";
import { telegraf, telegrafDs } from "./telegraf.ts";
import { tlsKeys } from "./tls.ts";
import { tokens } from "./tokens.ts";
import { wiring } from "./wiring.ts";

const environment = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
        error: "letters, digits, `-`, `_` and `.`, as in `values-<name>.yaml`",
      })
      .meta({
        description: "Name of the environment, as in `values-<name>.yaml`.",
        expects: "the name of an environment",
        example: "idfdev",
        required: true,
      }),
    applications: z
      .array(z.string().optional().meta({ expects: "the name of an application", example: "portal" }))
      .min(1)
      .optional()
      .meta({
        description: "Applications that it enables.",
        expects: "a list of at least one application name",
        fallback: "read from `environmentsDirectory`",
      }),
    sinks: z
      .record(
        nameKey("a sink"),
        z
          .strictObject({
            home: text("an application of that environment").optional().meta({
              description: "Application in whose bucket its points are.",
              expects: "an application of that environment",
              example: "portal",
              fallback: "none: it has a bucket of its own",
            }),
            bucket: text("the name of a bucket").optional().meta({
              description: "Bucket that it fills.",
              expects: "the name of a bucket",
              example: "efd",
              fallback: "its name, with `-` as `_`",
            }),
            retention: retention.optional().meta({
              description: "Retention of that bucket.",
              fallback: "`buckets.retention`",
            }),
          })
          .meta({ expects: "a map with `home`, `bucket` or `retention`, or `{}`" }),
      )
      .optional()
      .meta({
        description:
          "Kafka sinks of this environment that its own stack declares; their buckets and tokens are declared here.",
        expects: "a map from names of sinks to settings",
        names: "sink",
      }),
  })
  .meta({ expects: "a map with `name` and perhaps `applications`" });

/** Configuration of one stack, without the namespace. */
export const schema = z.strictObject({
  role: z.enum(["server", "client", "both"]).optional().meta({
    description:
      "`server`: declares all that is inside InfluxDB. `client`: a cluster that reports to a server of another stack. `both`.",
    expects: "`server`, `client` or `both`",
    example: "both",
    required: true,
  }),
  // Items of lists are optional so that a faulty one can be taken out without moving the others: see partial.ts.
  environments: z.array(environment.optional()).min(1).optional().meta({
    description: "Environments whose applications the stack serves; a client lists its own.",
    expects: "a list of at least one environment",
    required: true,
  }),
  environmentsDirectory: text("the path of a directory").optional().meta({
    description:
      "Directory with `values.yaml` and `values-<environment>.yaml`, relative to the project; read for environments that list no applications.",
    expects: "the path of a directory",
    example: "../phalanx/environments",
  }),
  influxdb: z
    .strictObject({
      url: z
        .string()
        .refine(isServerUrl, { error: "an http or https URL without credentials, query and fragment" })
        .transform((url) => url.replace(/\/+$/, ""))
        .optional()
        .meta({
          description: "URL of the server.",
          expects: "an http or https URL",
          example: "https://influxdb.example.org",
          fallback: "none; required for a server, and for a client without `server.stack`",
        }),
      org: text("the name of an organization, without blanks at its ends").optional().meta({
        description: "Name of the organization that holds everything.",
        expects: "the name of an organization",
        example: "monitoring",
        fallback: "none; required wherever `url` is",
      }),
      tokenFile: text("the path of a file").optional().meta({
        description:
          "File (mode 0600) that holds only the admin token, relative to the project; instead of `monitoring:token`.",
        expects: "the path of a file",
        example: ".local/token",
      }),
      healthTimeoutSeconds: wholeNumber("a whole number of seconds, 0 or more", 0).prefault(60).meta({
        description: "How long the first change waits for the server to be healthy, in seconds.",
        example: "60",
      }),
      ...tlsKeys,
    })
    .prefault({})
    .meta({ description: "The server and how to reach it.", expects: "a map with `url` and `org`" }),
  token: z.string().optional().meta({
    description: "Admin token of the organization; a secret (`pulumi config set --secret monitoring:token`).",
    expects: "a secret",
    fallback: "the content of `influxdb.tokenFile`",
  }),
  server: z
    .strictObject({
      stack: z
        .string()
        .regex(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/)
        .meta({
          description: "Stack that declares the server; its outputs give URL, organization and tokens.",
          expects: "a stack as `<organization>/<project>/<stack>`",
          example: "organization/monitoring/roundtable",
          required: true,
        }),
    })
    .optional()
    .meta({
      description: "For a client: where its server is declared; instead of `influxdb.url` and `token`.",
      expects: "a map with `stack`",
    }),
  kubernetes,
  releases,
  telegraf,
  telegrafDs,
  kafka,
  capacity,
  buckets,
  tasks,
  tokens,
  secrets,
  alerts,
  downsampling,
  wiring,
  drift,
});

/** Configuration in form: faulty and absent parts are absent or have their default. */
export type Configuration = z.output<typeof schema>;

function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const extras = [url.username, url.password, url.search, url.hash];
  return /^https?:$/.test(url.protocol) && extras.every((part) => part === "");
}
