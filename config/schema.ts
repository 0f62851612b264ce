/**
 * The one schema of the configuration under `monitoring:`. The list of keys for the docs, the wording of faults and
 * the did-you-mean all follow from it: every value says with `meta` what it means (`description`), what is expected
 * of it (`expects`) and how it may look (`example`); maps say what their keys name (`names`).
 *
 * Values arrive in two shapes: structured from the YAML file, and as text from the engine (`"true"`, `"3"`). Leaves
 * accept both.
 */
import { z } from "zod";
import { formatDuration, parseDuration } from "../model/durations.ts";
import { drift } from "./drift.ts";
import { duration } from "./duration.ts";
import { tlsKeys } from "./tls.ts";
import { tokens } from "./tokens.ts";

/** Shortest retention that InfluxDB takes, in seconds; it answers 500 to less. */
export const leastRetention = 3_600;
/** Longest retention: more nanoseconds than 63 bits hold, and InfluxDB silently keeps another time. */
export const mostRetention = 9_223_372_036;

const retentionForm = "a duration of at least 1h such as `7d` or `1h30m`, or `infinite` (also `0`) for ever";

const retention = duration((text) => {
  if (text === "infinite" || text === "0") return 0;
  const seconds = parseDuration(text);
  if (seconds === undefined) return { expected: retentionForm };
  if (seconds === 0) return 0;
  if (seconds < leastRetention) return { expected: `${retentionForm}; InfluxDB refuses less than 1h` };
  if (seconds > mostRetention) {
    return {
      expected: `at most ${formatDuration(mostRetention)}, the longest that InfluxDB counts; or \`infinite\``,
    };
  }
  return seconds;
}).meta({ expects: retentionForm, example: "7d" });

const everyForm = "a duration of at least 1s such as `5m`";

const every = duration((text) => {
  const seconds = parseDuration(text);
  return seconds === undefined || seconds === 0 ? { expected: everyForm } : seconds;
})
  .optional()
  .meta({
    description: "How often the task runs.",
    expects: everyForm,
    example: "5m",
    fallback: "the task's own",
  });

/** A switch, as both sources write it. */
const onOff = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const lossMeaning =
  "Whether a bucket may be deleted while it holds points, and its retention shortened while it holds older ones.";

const allowDataLoss = onOff.optional().meta({
  description: lossMeaning,
  expects: "`true` or `false`",
  example: "true",
  fallback: "`buckets.allowDataLoss`",
});

const enabled = onOff.optional().meta({
  description: "Whether the task runs; else it is kept, but inactive.",
  expects: "`true` or `false`",
  example: "false",
  fallback: "true",
});

/** Text that is not blank and carries no blanks at its ends. */
function text(expects: string) {
  return z
    .string({ error: expects })
    .refine((value) => value !== "" && value === value.trim(), { error: expects });
}

const description = z.string().optional().meta({
  description: "Description of the bucket, for people.",
  expects: "text",
  example: "Points of the portal",
  fallback: "told by its kind",
});

const wholeSeconds = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .refine((value) => Number.isSafeInteger(value) && value >= 0);

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
  })
  .meta({ expects: "a map with `name` and perhaps `applications`" });

const taskOverride = { every, enabled };

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
      healthTimeoutSeconds: wholeSeconds.prefault(60).meta({
        description: "How long the first change waits for the server to be healthy, in seconds.",
        expects: "a whole number of seconds, 0 or more",
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
  buckets: z
    .strictObject({
      retention: retention
        .prefault("7d")
        .meta({ description: "How long application buckets keep their points." }),
      internalRetention: retention.prefault("1h").meta({
        description: "How long the internal buckets `multiapp_` and `alerted_` keep theirs.",
        example: "1h",
      }),
      allowDataLoss: onOff
        .prefault(false)
        .meta({ description: lossMeaning, expects: "`true` or `false`", example: "true" }),
      overrides: z
        .record(
          z.string(),
          z
            .strictObject({
              retention: retention
                .optional()
                .meta({ description: "Retention of this bucket.", fallback: "that of its kind" }),
              description,
              allowDataLoss,
            })
            .meta({ expects: "a map with `retention`, `description` or `allowDataLoss`" }),
        )
        .prefault({})
        .meta({
          description: "Changes to single buckets, by the name of the application or of the bucket.",
          expects: "a map from application or bucket names to settings",
          names: "application or bucket",
        }),
      extra: z
        .record(
          z.string(),
          z
            .strictObject({
              retention: retention
                .optional()
                .meta({ description: "Retention of this bucket.", fallback: "`buckets.retention`" }),
              description,
              allowDataLoss,
            })
            .meta({ expects: "a map with `retention`, `description` or `allowDataLoss`, or `{}`" }),
        )
        .prefault({})
        .meta({
          description: "Buckets besides those of the applications; agents may write them.",
          expects: "a map from bucket names to settings",
          names: "bucket",
        }),
    })
    .prefault({})
    .meta({ description: "Buckets.", expects: "a map of bucket settings" }),
  tasks: z
    .record(
      z.string(),
      z
        .strictObject({
          ...taskOverride,
          applications: z
            .record(
              z.string(),
              z.strictObject(taskOverride).meta({ expects: "a map with `every` or `enabled`" }),
            )
            .prefault({})
            .meta({
              description: "The same for the task of one application; goes before the task's own.",
              expects: "a map from application names to settings",
              names: "application",
            }),
        })
        .meta({ expects: "a map with `every`, `enabled` or `applications`" }),
    )
    .prefault({})
    .meta({
      description: "Changes to the tasks, by their id (`pod-restarts`, …).",
      expects: "a map from task ids to settings",
      names: "task id",
    }),
  tokens,
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
