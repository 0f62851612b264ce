/** What a stack file says about alerts: where they go, and when. */
import type { Severity } from "./definition.ts";

/** Kinds of receivers; each has a Flux file `flux/delivery/<kind>.flux`. */
export const channelKinds = [
  "slack",
  "mattermost",
  "webhook",
  "pagerduty",
  "kafka",
  "email",
  "syslog",
  "gelf",
] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Kinds whose requests may carry an `Authorization` header: those of other kinds are opened by their URL or key. */
export const authorizedKinds: readonly ChannelKind[] = ["webhook", "kafka", "email"];

/** A receiver of alerts. */
export interface ChannelSettings {
  readonly name: string;
  readonly kind: ChannelKind;
  /** Key of the secret that holds its URL; for `pagerduty` its routing key. */
  readonly secret: string;
  /** Key of the secret that holds the `Authorization` header, for {@link authorizedKinds}; undefined for none. */
  readonly authorization?: string | undefined;
  /** For `email`: address of the sender and of the receivers. For `kafka`: the topic. For `pagerduty`: URL of the API. */
  readonly options: Readonly<Record<string, string>>;
  /** How long an answer is waited for, in seconds. */
  readonly timeoutSeconds: number;
  /** Whether it is told what is resolved. */
  readonly resolved: boolean;
}

/** Minutes of the day, in a time zone; over midnight when `from` is later than `to`. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Which messages go to which channels. An empty list means all. */
export interface RouteSettings {
  readonly severities: readonly Severity[];
  readonly alerts: readonly string[];
  /** Environments, by the `cluster` tag of their points. */
  readonly clusters: readonly string[];
  readonly applications: readonly string[];
  /** Names of channels. */
  readonly channels: readonly string[];
  /** Seconds after which a state that lasts is sent again, by severity; 0 never. Absent: that of all routes. */
  readonly repeatSeconds: Readonly<Partial<Record<Severity, number>>>;
  readonly quiet?: QuietHours | undefined;
}

/** What a route takes when it names nothing: all there is. */
export const everything: Omit<RouteSettings, "channels"> = {
  severities: [],
  alerts: [],
  clusters: [],
  applications: [],
  repeatSeconds: {},
};

export interface AlertSettings {
  readonly channels: readonly ChannelSettings[];
  readonly routes: readonly RouteSettings[];
  readonly repeatSeconds: Readonly<Record<Severity, number>>;
  /** Time zone of all quiet hours, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** What the link of a message begins with; the id of the alert follows. */
  readonly runbooks: string;
  /** Channels that are told when the others fail. */
  readonly heartbeat?: HeartbeatSettings | undefined;
}

/** A message that leaves on a schedule, so that an outside watcher notices when nothing leaves any more. */
export interface HeartbeatSettings {
  /** Key of the secret that holds the URL. */
  readonly secret: string;
  readonly everySeconds: number;
}

export const noAlerts: AlertSettings = {
  channels: [],
  routes: [],
  repeatSeconds: { info: 0, warning: 86_400, critical: 14_400 },
  timeZone: "UTC",
  runbooks: "docs/alert-catalogue.md#",
};
