import * as pulumi from "@pulumi/pulumi";
import { agentsToken } from "../model/tokens.ts";
import type { SinkSpec } from "../model/sinks.ts";
import type { Application } from "../model/types.ts";
import type { AgentTarget } from "./agent.ts";

/** Where a client's server is: in the outputs of the stack that declares it, or told directly. */
export type UpstreamSource =
  | { readonly stack: string }
  | { readonly url: string; readonly org: string; readonly token: pulumi.Output<string> };

export interface UpstreamArgs {
  readonly source: UpstreamSource;
  /** Environment of this cluster, whose agents have a token of their own. */
  readonly environment: string;
  readonly applications: readonly Application[];
  /** Buckets that its agents write. */
  readonly buckets: readonly string[];
  /** Kafka sinks of this cluster, each with a bucket and a token of its own. */
  readonly sinks: readonly SinkSpec[];
}

/** What a client takes from the stack of its server. */
export interface UpstreamOutputs {
  readonly url: pulumi.Output<string>;
  readonly org: pulumi.Output<string>;
  /** Buckets that this cluster writes. */
  readonly buckets: pulumi.Output<string[]>;
  /** Value of the agents' token; secret. */
  readonly token: pulumi.Output<string>;
}

/** The server that another stack declares, as a client of it sees it. */
export class Upstream extends pulumi.ComponentResource {
  readonly outputs: UpstreamOutputs;
  private readonly tokenOf: (name: string) => pulumi.Output<string>;

  constructor(name: string, args: UpstreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Upstream", name, {}, opts);
    const { source, environment, buckets, sinks } = args;
    const wanted = [...new Set([...buckets, ...sinks.map(({ store }) => store.bucket)])];
    if ("stack" in source) {
      const reference = new pulumi.StackReference(`${name}-server`, { name: source.stack }, { parent: this });
      const outputs = outputsOf(source.stack, reference);
      const served = outputs.buckets.apply((declared) => servedBuckets(source.stack, args, wanted, declared));
      // Whoever gets a token may write at once, and its buckets must be there before.
      this.tokenOf = (token) =>
        pulumi.secret(
          pulumi.all([outputs.tokens, served]).apply(([all]) => valueOf(source.stack, token, all)),
        );
      const { url, org } = outputs;
      this.outputs = { url, org, buckets: served, token: this.tokenOf(agentsToken(environment)) };
    } else {
      const token = pulumi.secret(source.token);
      this.tokenOf = () => token;
      const [url, org] = [pulumi.output(source.url), pulumi.output(source.org)];
      this.outputs = { url, org, buckets: pulumi.output(wanted), token };
    }
    this.registerOutputs(this.outputs);
  }

  /** Where this cluster writes with that token. */
  target(token: string): AgentTarget {
    const { url, org } = this.outputs;
    return { url, org, token: this.tokenOf(token) };
  }
}

/** The command that brings a stack up. */
const bringUp = (stack: string): string => `npm run up -- ${stack.split("/").at(-1) ?? stack}`;

function outputsOf(stack: string, reference: pulumi.StackReference) {
  const missing = (what: string) =>
    new pulumi.RunError(
      `stack "${stack}" has no output "${what}": expected those of a server's stack; bring it up first: ${bringUp(stack)}`,
    );
  const text = (output: string) =>
    reference.getOutput(output).apply((value: unknown) => {
      if (typeof value === "string") return value;
      throw missing(output);
    });
  const buckets = reference.getOutput("buckets").apply((value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    throw missing("buckets");
  });
  const tokens = reference.getOutput("tokens").apply((value: unknown): object => {
    if (typeof value === "object" && value !== null) return value;
    throw missing("tokens");
  });
  return { url: text("url"), org: text("org"), buckets, tokens };
}

function valueOf(stack: string, name: string, tokens: object): string {
  const value: unknown = Reflect.get(tokens, name);
  if (typeof value === "string" && value !== "") return value;
  if (value !== undefined) {
    throw new pulumi.RunError(
      `stack "${stack}" does not know the value of its token "${name}": it was taken over from a server that does not tell it. Give it a new one: a text under monitoring:tokens.rotation.${name} in that stack's file, then ${bringUp(stack)}`,
    );
  }
  const [, environment, sink] = /^sink-([^-]+)-(.*)$/.exec(name) ?? [];
  const lacking =
    sink === undefined
      ? "the environment of this cluster"
      : `"${sink}" under \`sinks\` of environment "${environment ?? ""}"`;
  throw new pulumi.RunError(
    `stack "${stack}" has no token "${name}": expected one for each environment of its file, and for each sink; add ${lacking} there and bring it up: ${bringUp(stack)}`,
  );
}

/** Points sent to a bucket that is not there are lost: every one must be on the server. */
function servedBuckets(
  stack: string,
  { applications, sinks }: UpstreamArgs,
  wanted: readonly string[],
  declared: readonly unknown[],
): string[] {
  const absent = wanted.filter((bucket) => !declared.includes(bucket));
  if (absent.length === 0) return [...wanted];
  const names = absent.map((bucket) => {
    const application = applications.find((other) => other.bucket === bucket);
    const sink = sinks.find(({ store }) => store.bucket === bucket);
    if (application !== undefined) return application.name;
    return sink === undefined ? `what goes to bucket "${bucket}"` : `Kafka sink ${sink.name}`;
  });
  throw new pulumi.RunError(
    `stack "${stack}" has no bucket for ${names.join(", ")}: expected one for each application of this cluster, for each sink, and those under monitoring:buckets of its file; add its environment to the server's stack file and bring that up`,
  );
}
