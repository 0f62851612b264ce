import * as pulumi from "@pulumi/pulumi";
import { agentsToken } from "../model/tokens.ts";
import type { SinkSpec } from "../model/sinks.ts";
import type { Application } from "../model/types.ts";
import type { AgentTarget } from "./agent.ts";

/** Where a client's server is: in the outputs of the stack that declares it, or told directly. */
export type UpstreamSource =
  | { readonly stack: string }
  | { readonly url: string; readonly org: string; readonly token: pulumi.Output<string> };

/** What a cluster needs of its server. */
export interface UpstreamNeeds {
  /** Environment of this cluster, whose agents have a token of their own. */
  readonly environment: string;
  readonly applications: readonly Application[];
  /** Buckets that its agents write. */
  readonly buckets: readonly string[];
  /** Kafka sinks of this cluster, each with a bucket and a token of its own. */
  readonly sinks: readonly SinkSpec[];
}

/** A server that has what a cluster needs. */
export interface UpstreamServer {
  readonly url: string;
  readonly org: string;
  /** Buckets that the cluster writes. */
  readonly buckets: readonly string[];
  /** Values of tokens by name; secret. */
  readonly token: (name: string) => pulumi.Output<string>;
}

export interface UpstreamArgs {
  readonly environment: string;
  readonly server: UpstreamServer;
}

/** What a client takes from the stack of its server. */
export interface UpstreamOutputs {
  readonly url: string;
  readonly org: string;
  /** Buckets that this cluster writes. */
  readonly buckets: readonly string[];
  /** Value of the agents' token; secret. */
  readonly token: pulumi.Output<string>;
}

/** The server that another stack declares, as a client of it sees it. */
export class Upstream extends pulumi.ComponentResource {
  readonly outputs: UpstreamOutputs;
  private readonly server: UpstreamServer;

  constructor(name: string, args: UpstreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Upstream", name, {}, opts);
    const { environment, server } = args;
    this.server = server;
    const { url, org, buckets } = server;
    this.outputs = { url, org, buckets, token: server.token(agentsToken(environment)) };
    this.registerOutputs(this.outputs);
  }

  /** Where this cluster writes with that token. */
  target(name: string): AgentTarget {
    const { url, org, token } = this.server;
    return { url, org, token: token(name) };
  }
}

/**
 * The server, once it is known to have what the cluster needs. What it lacks is told once, before anything is declared:
 * points sent to a bucket that is not there are lost.
 *
 * @param name Of the reference to its stack.
 * @throws RunError with the command that mends it
 */
export async function upstreamServer(
  name: string,
  source: UpstreamSource,
  needs: UpstreamNeeds,
): Promise<UpstreamServer> {
  const { buckets, sinks, environment } = needs;
  const wanted = [...new Set([...buckets, ...sinks.map(({ store }) => store.bucket)])];
  if (!("stack" in source)) {
    const token = pulumi.secret(source.token);
    return { url: source.url, org: source.org, buckets: wanted, token: () => token };
  }
  const { stack } = source;
  const outputs = await outputsOf(stack, new pulumi.StackReference(name, { name: stack }));
  expectBuckets(stack, needs, wanted, outputs.buckets);
  const listed = `environment "${environment}"`;
  const needed = new Map([
    [agentsToken(environment), listed],
    ...sinks.map(({ name: sink, store }) => [store.token.name, `sink "${sink}" of ${listed}`] as const),
  ]);
  const tokens = new Map(
    [...needed].map(([token, lacking]) => [
      token,
      pulumi.secret(valueOf(stack, { token, lacking }, outputs.tokens)),
    ]),
  );
  return {
    url: outputs.url,
    org: outputs.org,
    buckets: wanted,
    token: (token) => {
      const value = tokens.get(token);
      if (value === undefined) throw new Error(`nobody said that token "${token}" is needed`);
      return value;
    },
  };
}

/** The command that brings a stack up. */
const bringUp = (stack: string): string => `npm run up -- ${stack.split("/").at(-1) ?? stack}`;

async function outputsOf(stack: string, reference: pulumi.StackReference) {
  const read = async <T>(output: string, valid: (value: unknown) => T | undefined): Promise<T> => {
    const details: { value?: unknown; secretValue?: unknown } = await reference.getOutputDetails(output);
    const found = valid(details.value ?? details.secretValue);
    if (found !== undefined) return found;
    throw new pulumi.RunError(
      `stack "${stack}" has no output "${output}": expected those of a server's stack; bring it up first: ${bringUp(stack)}`,
    );
  };
  return {
    url: await read("url", text),
    org: await read("org", text),
    buckets: await read("buckets", (value): readonly unknown[] | undefined =>
      Array.isArray(value) ? value : undefined,
    ),
    tokens: await read("tokens", (value) =>
      typeof value === "object" && value !== null ? value : undefined,
    ),
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function valueOf(
  stack: string,
  { token: name, lacking }: { readonly token: string; readonly lacking: string },
  tokens: object,
): string {
  const value: unknown = Reflect.get(tokens, name);
  if (typeof value === "string" && value !== "") return value;
  if (value !== undefined) {
    throw new pulumi.RunError(
      `stack "${stack}" does not know the value of its token "${name}": it was taken over from a server that does not tell it. Give it a new one: a text under monitoring:tokens.rotation.${name} in that stack's file, then ${bringUp(stack)}`,
    );
  }
  throw new pulumi.RunError(
    `stack "${stack}" has no token "${name}": expected one for each environment of its file, and for each sink; add ${lacking} there and bring it up: ${bringUp(stack)}`,
  );
}

function expectBuckets(
  stack: string,
  { applications, sinks }: UpstreamNeeds,
  wanted: readonly string[],
  declared: readonly unknown[],
): void {
  const absent = wanted.filter((bucket) => !declared.includes(bucket));
  if (absent.length === 0) return;
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
