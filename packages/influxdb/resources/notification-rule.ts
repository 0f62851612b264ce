// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Statuses that are notified of. */
export interface StatusRuleArgs {
  /** Level of the status. */
  readonly currentLevel: pulumi.Input<"CRIT" | "WARN" | "INFO" | "OK" | "UNKNOWN" | "ANY">;
  /**
   * Level of the status before it: only the change from that one is notified of. Default: whatever it
   * was, changed or not.
   */
  readonly previousLevel?: pulumi.Input<"CRIT" | "WARN" | "INFO" | "OK" | "UNKNOWN" | "ANY"> | undefined;
}

/** Statuses that are notified of. */
export interface StatusRule {
  /** Level of the status. */
  readonly currentLevel: "CRIT" | "WARN" | "INFO" | "OK" | "UNKNOWN" | "ANY";
  /**
   * Level of the status before it: only the change from that one is notified of. Default: whatever it
   * was, changed or not.
   */
  readonly previousLevel?: "CRIT" | "WARN" | "INFO" | "OK" | "UNKNOWN" | "ANY" | undefined;
}

/** A tag that a status must have. */
export interface TagRuleArgs {
  /** Name of the tag, not empty. */
  readonly key: pulumi.Input<string>;
  /** Value of the tag, not empty. */
  readonly value: pulumi.Input<string>;
  /** Only `equal`, which is the default: the server keeps the others, and runs them as `equal`. */
  readonly operator?: pulumi.Input<"equal" | "notequal" | "equalregex" | "notequalregex"> | undefined;
}

/** A tag that a status must have. */
export interface TagRule {
  /** Name of the tag, not empty. */
  readonly key: string;
  /** Value of the tag, not empty. */
  readonly value: string;
  /** Only `equal`, which is the default: the server keeps the others, and runs them as `equal`. */
  readonly operator?: "equal" | "notequal" | "equalregex" | "notequalregex" | undefined;
}

/** Inputs of a {@link NotificationRule}. */
export interface NotificationRuleArgs {
  /** Name, not blank. Need not be unique. Changed in place. */
  readonly name: pulumi.Input<string>;
  /** Type of its endpoint. Changed in place. */
  readonly type: pulumi.Input<"http" | "slack" | "pagerduty" | "telegram">;
  /** ID of the notification endpoint that it sends to, which must be of the same type. Changed in place. */
  readonly endpointId: pulumi.Input<string>;
  /**
   * Interval at which it looks for new statuses: a Flux duration of whole seconds, e.g. `10m`. Changed
   * in place.
   */
  readonly every: pulumi.Input<string>;
  /**
   * Delay after each interval, less than `every`: hours, minutes and seconds, e.g. `30s`. Default: `0s`.
   * Changed in place.
   */
  readonly offset?: pulumi.Input<string> | undefined;
  /** Statuses that are notified of: at least one rule, and none twice. Changed in place. */
  readonly statusRules: pulumi.Input<readonly pulumi.Input<StatusRuleArgs>[]>;
  /** Tags that a status must have, all of them. Default: none. Changed in place. */
  readonly tagRules?: pulumi.Input<readonly pulumi.Input<TagRuleArgs>[]> | undefined;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Whether it notifies. Default: `active`. Changed in place. */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
  /**
   * Text that is sent, with `${r._message}` and the like filled in. Required for every type but `http`,
   * which has none. PagerDuty is sent the status's own message. Default: none. Changed in place.
   */
  readonly messageTemplate?: pulumi.Input<string> | undefined;
  /**
   * For `slack`: channel or user that is written to; not needed with an incoming webhook. Default:
   * empty. Changed in place.
   */
  readonly channel?: pulumi.Input<string> | undefined;
  /**
   * For `telegram`: how the text is marked up; empty for Telegram's own default of the server,
   * `MarkdownV2`. Default: empty. Changed in place.
   */
  readonly parseMode?: pulumi.Input<"" | "MarkdownV2" | "HTML" | "Markdown"> | undefined;
  /**
   * For `telegram`: whether links in the text are shown without a preview. Default: false. Changed in
   * place.
   */
  readonly disableWebPagePreview?: pulumi.Input<boolean> | undefined;
  /**
   * Notifications at most in `limitEvery` seconds, with which it is given together; 0 for no limit. Kept
   * by the server, but left out of the script that runs. Default: 0. Changed in place.
   */
  readonly limit?: pulumi.Input<number> | undefined;
  /** Seconds over which `limit` counts, 0 where there is none. Default: 0. Changed in place. */
  readonly limitEvery?: pulumi.Input<number> | undefined;
  /** Link to what is to be done. Kept by the server, not sent. Default: empty. Changed in place. */
  readonly runbookLink?: pulumi.Input<string> | undefined;
  /**
   * Name of the organization it belongs to. Default: the provider's `org`. A change replaces the
   * resource, but for a new name of the same organization, where that is declared with the same
   * provider; `orgId` is the safe way. Not used when `orgId` is given.
   */
  readonly org?: pulumi.Input<string> | undefined;
  /**
   * ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change
   * replaces the resource.
   */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/**
 * Which statuses of checks are sent to which notification endpoint. The server runs it as a hidden
 * task, with the organization role of the user whose token created it, and writes that task's script
 * whenever the rule is written. Source: InfluxDB v2 API, `/api/v2/notificationRules`.
 */
export class NotificationRule extends pulumi.CustomResource {
  /** Name, not blank. Need not be unique. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /** Type of its endpoint. Changed in place. */
  declare readonly type: pulumi.Output<"http" | "slack" | "pagerduty" | "telegram">;
  /** ID of the notification endpoint that it sends to, which must be of the same type. Changed in place. */
  declare readonly endpointId: pulumi.Output<string>;
  /**
   * Interval at which it looks for new statuses: a Flux duration of whole seconds, e.g. `10m`. Changed
   * in place.
   */
  declare readonly every: pulumi.Output<string>;
  /**
   * Delay after each interval, less than `every`: hours, minutes and seconds, e.g. `30s`. Default: `0s`.
   * Changed in place.
   */
  declare readonly offset: pulumi.Output<string>;
  /** Statuses that are notified of: at least one rule, and none twice. Changed in place. */
  declare readonly statusRules: pulumi.Output<readonly StatusRule[]>;
  /** Tags that a status must have, all of them. Default: none. Changed in place. */
  declare readonly tagRules: pulumi.Output<readonly TagRule[]>;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /** Whether it notifies. Default: `active`. Changed in place. */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /**
   * Text that is sent, with `${r._message}` and the like filled in. Required for every type but `http`,
   * which has none. PagerDuty is sent the status's own message. Default: none. Changed in place.
   */
  declare readonly messageTemplate: pulumi.Output<string | undefined>;
  /**
   * For `slack`: channel or user that is written to; not needed with an incoming webhook. Default:
   * empty. Changed in place.
   */
  declare readonly channel: pulumi.Output<string | undefined>;
  /**
   * For `telegram`: how the text is marked up; empty for Telegram's own default of the server,
   * `MarkdownV2`. Default: empty. Changed in place.
   */
  declare readonly parseMode: pulumi.Output<"" | "MarkdownV2" | "HTML" | "Markdown" | undefined>;
  /**
   * For `telegram`: whether links in the text are shown without a preview. Default: false. Changed in
   * place.
   */
  declare readonly disableWebPagePreview: pulumi.Output<boolean | undefined>;
  /**
   * Notifications at most in `limitEvery` seconds, with which it is given together; 0 for no limit. Kept
   * by the server, but left out of the script that runs. Default: 0. Changed in place.
   */
  declare readonly limit: pulumi.Output<number>;
  /** Seconds over which `limit` counts, 0 where there is none. Default: 0. Changed in place. */
  declare readonly limitEvery: pulumi.Output<number>;
  /** Link to what is to be done. Kept by the server, not sent. Default: empty. Changed in place. */
  declare readonly runbookLink: pulumi.Output<string>;
  /** ID of the user whose role its task runs with. */
  declare readonly ownerId: pulumi.Output<string>;
  /** ID of the hidden task that runs it. Deleting that task breaks the rule for good. */
  declare readonly taskId: pulumi.Output<string>;
  /** When it was created, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;
  /**
   * Name of the organization it belongs to. Default: the provider's `org`. A change replaces the
   * resource, but for a new name of the same organization, where that is declared with the same
   * provider; `orgId` is the safe way. Not used when `orgId` is given.
   */
  declare readonly org: pulumi.Output<string | undefined>;
  /**
   * ID of the organization it belongs to (16 hexadecimal digits). Default: the ID of `org`. A change
   * replaces the resource.
   */
  declare readonly orgId: pulumi.Output<string>;

  /** Reads an existing NotificationRule that this stack does not manage, by id or readable name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): NotificationRule {
    return new NotificationRule(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: NotificationRuleArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties = {
      name: args?.name,
      type: args?.type,
      endpointId: args?.endpointId,
      every: args?.every,
      offset: args?.offset,
      statusRules: args?.statusRules,
      tagRules: args?.tagRules,
      description: args?.description,
      status: args?.status,
      messageTemplate: args?.messageTemplate,
      channel: args?.channel,
      parseMode: args?.parseMode,
      disableWebPagePreview: args?.disableWebPagePreview,
      limit: args?.limit,
      limitEvery: args?.limitEvery,
      runbookLink: args?.runbookLink,
      ownerId: undefined,
      taskId: undefined,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super("influxdb:index:NotificationRule", name, properties, opts);
  }
}
