// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Inputs of a {@link NotificationEndpoint}. */
export interface NotificationEndpointArgs {
  /** Name, not blank, unique in the organization. Changed in place. */
  readonly name: pulumi.Input<string>;
  /**
   * What it sends to. Changed in place; rules of the old type fail from then on, until their `type`
   * follows.
   */
  readonly type: pulumi.Input<"http" | "slack" | "pagerduty" | "telegram">;
  /** Description. Default: empty. Changed in place. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * A note for the UI: rules notify through an inactive endpoint all the same (make the rule inactive).
   * Default: `active`. Changed in place.
   */
  readonly status?: pulumi.Input<"active" | "inactive"> | undefined;
  /**
   * URL that is sent to, `http` or `https`. Required for `http` and `slack` (an incoming webhook, or
   * `https://slack.com/api/chat.postMessage` with a token), for no other type. Default: none. Changed in
   * place.
   */
  readonly url?: pulumi.Input<string> | undefined;
  /**
   * For `http`: method, for the UI. The scripts that the server writes for rules send POST whatever is
   * said here. Default: `POST`. Changed in place.
   */
  readonly method?: pulumi.Input<"POST" | "GET" | "PUT"> | undefined;
  /**
   * For `http`: how requests authenticate: `none`, `basic` with `username` and `password`, `bearer` with
   * `token`. Default: `none`. Changed in place.
   */
  readonly authMethod?: pulumi.Input<"none" | "basic" | "bearer"> | undefined;
  /**
   * For `http` with `basic`: user name. Default: none. `secret: <key>` uses what the organization keeps
   * as a secret under that key. The server never shows it: a value that a person changed is not seen,
   * and an imported endpoint has none until it is declared. Changed in place.
   */
  readonly username?: pulumi.Input<string> | undefined;
  /**
   * For `http` with `basic`: password. Default: none. `secret: <key>` uses what the organization keeps
   * as a secret under that key. The server never shows it: a value that a person changed is not seen,
   * and an imported endpoint has none until it is declared. Changed in place.
   */
  readonly password?: pulumi.Input<string> | undefined;
  /**
   * Token: of `http` with `bearer`, of the bot for `telegram` (both required), of the app for `slack`.
   * Default: none. `secret: <key>` uses what the organization keeps as a secret under that key. The
   * server never shows it: a value that a person changed is not seen, and an imported endpoint has none
   * until it is declared. Changed in place.
   */
  readonly token?: pulumi.Input<string> | undefined;
  /**
   * For `http`: further headers. Kept by the server, but left out of the scripts that it writes for
   * rules. Default: none. Changed in place.
   */
  readonly headers?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /**
   * For `http`: template of the content. Kept by the server, but left out of the scripts that it writes
   * for rules, which send the status as JSON. Default: empty. Changed in place.
   */
  readonly contentTemplate?: pulumi.Input<string> | undefined;
  /**
   * For `pagerduty`: URL that an incident leads back to (`clientURL` in the API). Default: empty.
   * Changed in place.
   */
  readonly clientUrl?: pulumi.Input<string> | undefined;
  /**
   * For `pagerduty`, required: integration key of the service. Default: none. `secret: <key>` uses what
   * the organization keeps as a secret under that key. The server never shows it: a value that a person
   * changed is not seen, and an imported endpoint has none until it is declared. Changed in place.
   */
  readonly routingKey?: pulumi.Input<string> | undefined;
  /**
   * For `telegram`, required: id of the channel or chat, e.g. `-1001234567890`. Default: none. Changed
   * in place.
   */
  readonly channel?: pulumi.Input<string> | undefined;
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
 * Where notification rules send to: an HTTP server, Slack, PagerDuty or Telegram. The server writes a
 * rule's script when the rule is written, with what the endpoint is then: so a change of the endpoint
 * also brings its rules up to date. It is not deleted while rules use it, and takes its secrets with
 * it. Source: InfluxDB v2 API, `/api/v2/notificationEndpoints`.
 */
export class NotificationEndpoint extends pulumi.CustomResource {
  /** Name, not blank, unique in the organization. Changed in place. */
  declare readonly name: pulumi.Output<string>;
  /**
   * What it sends to. Changed in place; rules of the old type fail from then on, until their `type`
   * follows.
   */
  declare readonly type: pulumi.Output<"http" | "slack" | "pagerduty" | "telegram">;
  /** Description. Default: empty. Changed in place. */
  declare readonly description: pulumi.Output<string>;
  /**
   * A note for the UI: rules notify through an inactive endpoint all the same (make the rule inactive).
   * Default: `active`. Changed in place.
   */
  declare readonly status: pulumi.Output<"active" | "inactive">;
  /**
   * URL that is sent to, `http` or `https`. Required for `http` and `slack` (an incoming webhook, or
   * `https://slack.com/api/chat.postMessage` with a token), for no other type. Default: none. Changed in
   * place.
   */
  declare readonly url: pulumi.Output<string | undefined>;
  /**
   * For `http`: method, for the UI. The scripts that the server writes for rules send POST whatever is
   * said here. Default: `POST`. Changed in place.
   */
  declare readonly method: pulumi.Output<"POST" | "GET" | "PUT" | undefined>;
  /**
   * For `http`: how requests authenticate: `none`, `basic` with `username` and `password`, `bearer` with
   * `token`. Default: `none`. Changed in place.
   */
  declare readonly authMethod: pulumi.Output<"none" | "basic" | "bearer" | undefined>;
  /**
   * For `http` with `basic`: user name. Default: none. `secret: <key>` uses what the organization keeps
   * as a secret under that key. The server never shows it: a value that a person changed is not seen,
   * and an imported endpoint has none until it is declared. Changed in place.
   */
  declare readonly username: pulumi.Output<string | undefined>;
  /**
   * For `http` with `basic`: password. Default: none. `secret: <key>` uses what the organization keeps
   * as a secret under that key. The server never shows it: a value that a person changed is not seen,
   * and an imported endpoint has none until it is declared. Changed in place.
   */
  declare readonly password: pulumi.Output<string | undefined>;
  /**
   * Token: of `http` with `bearer`, of the bot for `telegram` (both required), of the app for `slack`.
   * Default: none. `secret: <key>` uses what the organization keeps as a secret under that key. The
   * server never shows it: a value that a person changed is not seen, and an imported endpoint has none
   * until it is declared. Changed in place.
   */
  declare readonly token: pulumi.Output<string | undefined>;
  /**
   * For `http`: further headers. Kept by the server, but left out of the scripts that it writes for
   * rules. Default: none. Changed in place.
   */
  declare readonly headers: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  /**
   * For `http`: template of the content. Kept by the server, but left out of the scripts that it writes
   * for rules, which send the status as JSON. Default: empty. Changed in place.
   */
  declare readonly contentTemplate: pulumi.Output<string | undefined>;
  /**
   * For `pagerduty`: URL that an incident leads back to (`clientURL` in the API). Default: empty.
   * Changed in place.
   */
  declare readonly clientUrl: pulumi.Output<string | undefined>;
  /**
   * For `pagerduty`, required: integration key of the service. Default: none. `secret: <key>` uses what
   * the organization keeps as a secret under that key. The server never shows it: a value that a person
   * changed is not seen, and an imported endpoint has none until it is declared. Changed in place.
   */
  declare readonly routingKey: pulumi.Output<string | undefined>;
  /**
   * For `telegram`, required: id of the channel or chat, e.g. `-1001234567890`. Default: none. Changed
   * in place.
   */
  declare readonly channel: pulumi.Output<string | undefined>;
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

  /** Reads an existing NotificationEndpoint that this stack does not manage, by id or readable name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): NotificationEndpoint {
    return new NotificationEndpoint(name, undefined, { ...opts, id });
  }

  constructor(
    name: string,
    args: NotificationEndpointArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const properties = {
      name: args?.name,
      type: args?.type,
      description: args?.description,
      status: args?.status,
      url: args?.url,
      method: args?.method,
      authMethod: args?.authMethod,
      username: args?.username === undefined ? undefined : pulumi.secret(args.username),
      password: args?.password === undefined ? undefined : pulumi.secret(args.password),
      token: args?.token === undefined ? undefined : pulumi.secret(args.token),
      headers: args?.headers,
      contentTemplate: args?.contentTemplate,
      clientUrl: args?.clientUrl,
      routingKey: args?.routingKey === undefined ? undefined : pulumi.secret(args.routingKey),
      channel: args?.channel,
      createdAt: undefined,
      org: args?.org,
      orgId: args?.orgId,
    };
    super(
      "influxdb:index:NotificationEndpoint",
      name,
      properties,
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["username", "password", "token", "routingKey"] }),
    );
  }
}
