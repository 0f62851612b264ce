/** Alerts on the applications' own events and metrics: spawns, synthetic tests, logins, queries, queues. */
import { type AlertDefinition, hour, minute } from "./definition.ts";

/** How far back events tell that there is a subject, which without newer ones is fine. */
const lookback = { seconds: hour };

export const serviceAlerts: readonly AlertDefinition[] = [
  {
    id: "lab-spawn-failures",
    title: "Labs do not start",
    kind: "state",
    home: "nublado",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 30 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 20,
        doc: "Part of the spawns that fail, above which it is a warning.",
      },
      least: { unit: "count", value: 3, doc: "Failures within the window from which on it counts." },
    },
    // Bridges an outage of some samples.
    params: { lookback: { seconds: 10 * minute } },
    advice:
      "The log of Nublado's controller has the reason of each failure: an image that cannot be pulled, a node without room, a volume that cannot be mounted. When one image fails alone, take it off the menu.",
  },
  {
    id: "synthetic-failures",
    title: "Synthetic tests fail",
    kind: "state",
    home: "mobu",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 30 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 20,
        doc: "Part of the executions that fail, above which it is a warning.",
      },
      least: { unit: "count", value: 3, doc: "Failures within the window from which on it counts." },
    },
    params: { lookback },
    advice:
      "What Mobu does, users do: look at the service that the business uses first. `/mobu/flocks/<flock>` and its log have the errors; a notebook that fails alone is mostly at fault itself.",
  },
  {
    id: "synthetic-silent",
    title: "Synthetic tests no longer run",
    kind: "state",
    home: "mobu",
    severities: ["warning"],
    everySeconds: 15 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 36 * hour,
    limits: {
      warning: {
        unit: "duration",
        value: 30 * minute,
        doc: "Time without an event of a flock, above which it is a warning.",
      },
    },
    advice:
      "`/mobu/flocks` shows whether the flock is there; Mobu starts those of its configuration when it starts. An application that could not reach Kafka when it started publishes no events until it is restarted. A flock that was removed is forgotten after 36 hours.",
  },
  {
    id: "login-failures",
    title: "Logins fail",
    kind: "state",
    home: "gafaelfawr",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 30 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 50,
        doc: "Part of the logins that fail, above which it is a warning.",
      },
      least: {
        unit: "count",
        value: 10,
        doc: "Failures within the window; with no more than these nothing is said.",
      },
    },
    params: { lookback },
    advice:
      "Gafaelfawr's log has the error of each login. When all fail, the identity provider (CILogon, GitHub or OpenID Connect) does not answer, or the client secret is no longer valid.",
  },
  {
    id: "rate-limited",
    title: "A user makes too many requests",
    kind: "state",
    home: "gafaelfawr",
    severities: ["info"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 15 * minute,
    limits: {
      warning: {
        unit: "count",
        value: 50,
        doc: "Refused requests of a user within the window, above which it is told.",
      },
    },
    params: { lookback },
    advice:
      "Mostly a program in a loop: talk to the user. When the use is right, raise the quota of the service, or of one of the user's groups, in Gafaelfawr's configuration.",
  },
  {
    id: "token-admin-action",
    title: "Somebody changed a token of somebody else",
    kind: "event",
    home: "gafaelfawr",
    severities: ["info"],
    everySeconds: 5 * minute,
    // Collectors ask for the history every some minutes; its points have the time of the change.
    latenessSeconds: 10 * minute,
    windowSeconds: 20 * minute,
    limits: {},
    // Actors that are not told of: bots of Mobu, which get their tokens by the hundred, and Gafaelfawr itself.
    params: { allow: ["bot-*", "<internal>"] },
    advice:
      "When nobody knows of it, revoke the token and look at the actor's other changes: `/auth/api/v1/history/token-changes?actor=<actor>`.",
  },
  {
    id: "query-failures",
    title: "Queries fail",
    kind: "state",
    home: "qserv-kafka",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 30 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 20,
        doc: "Part of the queries that fail, above which it is a warning.",
      },
      least: { unit: "count", value: 5, doc: "Failures within the window from which on it counts." },
    },
    params: { lookback },
    advice:
      "The error codes tell where: those of the backend say that Qserv is not well, those of uploads that the storage of results is not. The bridge's log has each query by its job.",
  },
  {
    id: "queue-backlog",
    title: "Notebooks wait and are not worked off",
    kind: "state",
    home: "noteburst",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 30 * minute,
    limits: {
      warning: { unit: "count", value: 50, doc: "Jobs in the queue above which it is a warning." },
    },
    // Noteburst publishes the length of its queues every some minutes.
    params: { fresh: { seconds: 10 * minute } },
    advice:
      "Look whether Noteburst's workers run and have labs: `kubectl get pods -n noteburst`. When they do and the work is right, give it more workers.",
  },
];
