import * as influxdb from "@pulumi/influxdb";
import * as pulumi from "@pulumi/pulumi";
import type { Model, TaskSpec } from "../model/types.ts";
import { tunnelUrl } from "../model/releases.ts";
import { chronografToken } from "../model/tokens.ts";
import type { ChronografArgs } from "./chronograf/chronograf.ts";
import type { Influxdb } from "./influxdb/influxdb.ts";
import type { AgentTarget } from "./agent.ts";
import { Buckets } from "./buckets.ts";
import { Secrets } from "./secrets.ts";
import { Tasks } from "./tasks.ts";
import { Tokens } from "./tokens.ts";

/** Where a server is and what opens it. */
export interface ServerConnection {
  /** URL of the server. */
  readonly url: string;
  /** Name of the organization that holds everything. */
  readonly org: string;
  /** Operator or all-access token of the organization. */
  readonly token: pulumi.Output<string>;
  /** How long the first change waits for a healthy server, in seconds. */
  readonly healthTimeoutSeconds: number;
  /** PEM texts for TLS, where they are needed. */
  readonly certificates: {
    readonly caCertificate?: string;
    readonly clientCertificate?: string;
    readonly clientKey?: pulumi.Output<string>;
  };
}

export interface ServerArgs {
  readonly connection: Omit<ServerConnection, "token"> & {
    readonly token: pulumi.Output<string> | undefined;
  };
  /** The server itself, where the stack declares it. */
  readonly installed: Influxdb | undefined;
  readonly model: Model;
  /** Compiled scripts by task name. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Values for the secret store, by key. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
}

/** What a stack gives to the people and stacks that use its server. */
export interface ServerOutputs {
  readonly url: string;
  readonly org: string;
  readonly buckets: pulumi.Output<string[]>;
  /** Values of the tokens by name; secret. */
  readonly tokens: Readonly<Record<string, pulumi.Output<string>>>;
  /** Names of the buckets that each token may write: the stack of a client holds what it writes against them. */
  readonly writes: Readonly<Record<string, readonly string[]>>;
}

/** Everything that a stack declares inside one InfluxDB server. */
export class Server extends pulumi.ComponentResource {
  readonly outputs: ServerOutputs;
  /** URL for pods of the cluster that the server may be on. */
  private readonly near: string;
  /** Labels of its own pods there. */
  private readonly pods: ChronografArgs["influxdb"]["pods"];

  constructor(name: string, args: ServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Server", name, {}, opts);
    const { model, scripts, secrets: values } = args;
    const { installed } = args;
    const { url, org, healthTimeoutSeconds } = args.connection;
    const token = args.connection.token ?? installed?.token;
    if (token === undefined)
      throw new Error("a server without a token passed the checks of its configuration");
    const connection = { url, org, token, healthTimeoutSeconds, ...args.connection.certificates };
    const provider = new influxdb.Provider(`${name}-influxdb`, connection, {
      parent: this,
      dependsOn: installed === undefined ? [] : [installed.release],
    });
    const options = { parent: this, providers: { influxdb: provider } };

    const buckets = new Buckets("buckets", { buckets: model.buckets, dbrps: model.dbrps }, options);
    const secrets = new Secrets("secrets", { secrets: values }, options);
    const tasks = model.tasks.map((task) => withScript(task, scripts));
    new Tasks("tasks", { tasks, buckets, secrets }, options);
    const tokens = new Tokens("tokens", { tokens: model.tokens, buckets }, options);

    // A tunnel is of this machine, and nobody else's.
    const shown = installed !== undefined && url === tunnelUrl ? installed.serviceUrl : url;
    this.outputs = {
      ...{ url: installed?.publicUrl ?? shown, org, buckets: buckets.names },
      ...{ tokens: tokens.values, writes: tokens.writes },
    };
    this.near = installed?.serviceUrl ?? url;
    this.pods = installed?.pods;
    this.registerOutputs(this.outputs);
  }

  /** Where pods of the server's cluster write, with a token of their own. */
  target(name: string): AgentTarget {
    const { org, tokens } = this.outputs;
    const token = tokens[name];
    if (token === undefined) throw new Error(`the model has no token "${name}"`);
    return { url: this.near, org, token };
  }

  /** What Chronograf sees. */
  get viewer(): ChronografArgs["influxdb"] {
    const { url, org, token } = this.target(chronografToken);
    return { url, org, token: pulumi.secret(token), pods: this.pods };
  }
}

function withScript(
  task: TaskSpec,
  scripts: ReadonlyMap<string, string>,
): TaskSpec & { readonly flux: string } {
  const flux = scripts.get(task.name);
  if (flux === undefined) throw new Error(`task "${task.name}" was not compiled`);
  return { ...task, flux };
}
