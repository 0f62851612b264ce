/** What a stack file says of alerts: the schema. What can be wrong beyond it is in routing.ts. */
import { z } from "zod";
import { severities } from "../model/alerts/definition.ts";
import { channelKinds, noAlerts } from "../model/alerts/settings.ts";
import { parseDuration } from "../model/durations.ts";
import { duration, durationWithin, every, listOf, nameKey, onOff, text } from "./forms.ts";
import { secretName } from "./secrets.ts";

const timeoutForm = "a duration from 1s to 45s such as `5s`";
const repeatForm = "a duration of at least 1s such as `24h`, or `never`";
const quietForm = "two different times of the day such as `22:00-06:00`";
const zoneForm = "the IANA name of a time zone such as `Europe/Berlin`";
const kindForm = `one of ${channelKinds.map((kind) => `\`${kind}\``).join(", ")}`;
const apiForm = "an http or https URL without credentials";
const addressForm = "addresses such as `ops@example.org`, with `,` between them";

const isAddress = (written: string): boolean => /^[^\s@,<>]+@[^\s@,<>]+$/.test(written);

/** Keys of a channel that belong to its kind: see routing.ts. */
export const kindOptions = {
  to: z
    .string()
    .refine((written) => written.split(",").every((one) => isAddress(one.trim())))
    .optional()
    .meta({
      description: "For `email`: addresses of the receivers.",
      expects: addressForm,
      example: "ops@example.org",
      fallback: "none; required for `email`",
    }),
  from: z.string().refine(isAddress).optional().meta({
    description: "For `email`: address of the sender.",
    expects: "an address such as `monitoring@example.org`",
    example: "monitoring@example.org",
    fallback: "none; required for `email`",
  }),
  topic: text("the name of a topic").optional().meta({
    description: "For `kafka`: the topic.",
    expects: "the name of a topic",
    example: "alerts",
    fallback: "none; required for `kafka`",
  }),
  api: z.string().refine(isApiUrl).optional().meta({
    description: "For `pagerduty`: URL of its events API.",
    expects: apiForm,
    example: "https://events.eu.pagerduty.com/v2/enqueue",
    fallback: "https://events.pagerduty.com/v2/enqueue",
  }),
};

const channel = z
  .strictObject({
    // Optional here, so that the rest of a channel without them is checked too; required in routing.ts.
    kind: z.enum(channelKinds).optional().meta({
      description: "What receives the messages.",
      expects: kindForm,
      example: "slack",
      required: true,
    }),
    secret: secretName.meta({
      description: "Key of the secret that holds its URL; for `pagerduty` its routing key.",
      required: true,
    }),
    authorization: secretName.meta({
      description: "Key of the secret that holds the value of the header `Authorization`.",
      example: "ops-authorization",
      fallback: "no such header",
    }),
    timeout: durationWithin(timeoutForm, 1, 45).prefault("5s").meta({
      description: "How long an answer is waited for.",
      expects: timeoutForm,
      example: "10s",
    }),
    resolved: onOff.prefault(true).meta({
      description: "Whether it is told what is resolved.",
      expects: "`true` or `false`",
      example: "false",
    }),
    ...kindOptions,
  })
  .meta({ expects: "a map with `kind` and `secret`", closed: true });

const repeatTime = duration((written) => {
  if (written === "never") return 0;
  const seconds = parseDuration(written);
  return seconds === undefined || seconds === 0 ? { expected: repeatForm } : seconds;
}).meta({ expects: repeatForm, example: "24h" });

const repeatMap = z.strictObject({
  info: repeatTime.optional(),
  warning: repeatTime.optional(),
  critical: repeatTime.optional(),
});

const repeat = z.union([repeatTime, repeatMap]).optional();
const repeatMeta = {
  expects: `${repeatForm}; or a map from \`info\`, \`warning\` and \`critical\` to those`,
  example: "24h",
};

const quiet = z
  .string()
  .transform((written, context) => {
    const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(written) ?? [];
    const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
    if (fromMinute !== undefined && toMinute !== undefined && fromMinute !== toMinute)
      return { fromMinute, toMinute };
    context.issues.push({ code: "custom", message: quietForm, input: written });
    return z.NEVER;
  })
  .optional();

const names = (what: string) => listOf(text(what).meta({ expects: what })).optional();

const route = z
  .strictObject({
    channels: names("the name of a channel").meta({
      description: "Channels that get the messages.",
      expects: "a list of at least one channel, each once",
      required: true,
    }),
    severities: listOf(
      z.enum(severities).meta({ expects: "`info`, `warning` or `critical`", example: "critical" }),
    )
      .optional()
      .meta({
        description: "Severities that take this route.",
        expects: "a list of at least one of `info`, `warning`, `critical`, each once",
        fallback: "all of them",
      }),
    alerts: names("the id of an alert").meta({
      description: "Alerts that take this route.",
      expects: "a list of at least one id of an alert, each once",
      fallback: "all of them",
    }),
    clusters: names("the name of an environment").meta({
      description: "Environments whose messages take this route.",
      expects: "a list of at least one environment, each once",
      fallback: "all of them",
    }),
    applications: names("the name of an application").meta({
      description: "Applications whose messages take this route.",
      expects: "a list of at least one application, each once",
      fallback: "all of them",
    }),
    repeat: repeat.meta({
      ...repeatMeta,
      description: "After what time a state that lasts is sent again on this route.",
      fallback: "`alerts.repeat`",
    }),
    quiet: quiet.meta({
      description: "Time of the day, in `alerts.timeZone`, in which nothing is sent on this route.",
      expects: quietForm,
      example: "22:00-06:00",
    }),
  })
  .meta({ expects: "a map with `channels` and perhaps what takes the route" });

export const alerts = z
  .strictObject({
    channels: z.record(nameKey("a channel"), channel).prefault({}).meta({
      description: "Receivers of alerts, by a name for them.",
      expects: "a map from names of channels to settings",
      names: "channel",
      closed: true,
    }),
    routes: z.array(route.optional()).min(1).optional().meta({
      description: "Which messages go to which channels.",
      expects: "a list of at least one route",
      fallback: "everything to every channel",
    }),
    repeat: repeat.meta({
      ...repeatMeta,
      description: "After what time a state that lasts is sent again.",
      example: "12h",
      fallback: "info `never`, warning `24h`, critical `4h`",
    }),
    timeZone: z.string().refine(isTimeZone).prefault(noAlerts.timeZone).meta({
      description: "Time zone of all quiet hours.",
      expects: zoneForm,
      example: "Europe/Berlin",
    }),
    runbooks: z.string().regex(/^\S+$/).prefault(noAlerts.runbooks).meta({
      description: "What the link to a runbook begins with; the id of the alert follows.",
      expects: "the beginning of a link, without blanks",
      example: "https://example.org/runbooks/alerts.md#",
    }),
    heartbeat: z
      .strictObject({
        secret: secretName.meta({
          description: "Key of the secret that holds the URL to which it is sent.",
          example: "heartbeat-url",
          required: true,
        }),
        every: every.prefault("5m").meta({ description: "How often it is sent." }),
      })
      .optional()
      .meta({
        description:
          "A message that leaves on a schedule, so that an outside watcher notices when InfluxDB is gone.",
        expects: "a map with `secret` and perhaps `every`",
        closed: true,
      }),
  })
  .prefault({})
  .meta({
    description: "Where alerts go, and when.",
    expects: "a map with `channels` and perhaps `routes`",
    closed: true,
  });

/** Alerts in form. */
export type Alerts = z.output<typeof alerts>;

/** Where `pagerduty` takes events. */
export const defaultApi = "https://events.pagerduty.com/v2/enqueue";

/** Minute of the day of `06:30`. */
function minuteOf(time = ""): number | undefined {
  const [hours = NaN, minutes = NaN] = time.split(":").map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

/** Intl takes names in any case, and offsets; Flux neither. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  const canonical = Intl.supportedValuesOf("timeZone");
  if (canonical.some((zone) => zone.toLowerCase() === name.toLowerCase())) return canonical.includes(name);
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isApiUrl(written: string): boolean {
  if (!URL.canParse(written)) return false;
  const { protocol, username, password } = new URL(written);
  return /^https?:$/.test(protocol) && username === "" && password === "" && !/\s/.test(written);
}
