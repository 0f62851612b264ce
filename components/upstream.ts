import * as pulumi from "@pulumi/pulumi";
import { agentsToken } from "../model/tokens.ts";
import type { Model } from "../model/types.ts";
import type { AgentTarget } from "./agent.ts";
import { bringUp, lackingOf, offerOf, type UpstreamNeeds } from "./upstream/lacking.ts";

export type { UpstreamNeeds } from "./upstream/lacking.ts";

/** Where a client's server is: in the outputs of the stack that declares it, or told directly. */
export type UpstreamSource =
  | { readonly stack: string }
  | {
      readonly url: string;
      readonly org: string;
      /** The agents' token. */
      readonly token: pulumi.Output<string>;
      /** Values of further tokens by name, of sinks with a bucket of their own; whoever has none writes with `token`. */
      readonly sinkTokens: ReadonlyMap<string, pulumi.Output<string>>;
    };

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
 * points sent to a bucket that is not there are lost, and those that a token may not write wait until they are.
 *
 * In a preview, what the server's own file declares and its last `up` had not is a warning: a change of both files can be
 * looked at as one.
 *
 * @param name Of the reference to its stack.
 * @param declaredBy What a stack will have by its file in this checkout; undefined where that does not say.
 * @throws RunError with all that is lacking, and the commands that mend it
 */
export async function upstreamServer(
  name: string,
  source: UpstreamSource,
  needs: UpstreamNeeds,
  declaredBy: (stack: string) => Model | undefined,
): Promise<UpstreamServer> {
  const { buckets, sinks, environment } = needs;
  const wanted = [...new Set([...buckets, ...sinks.map(({ store }) => store.bucket)])];
  if (!("stack" in source)) {
    const { url, org, token, sinkTokens } = source;
    return { url, org, buckets: wanted, token: (of) => pulumi.secret(sinkTokens.get(of) ?? token) };
  }
  const { stack } = source;
  const outputs = await outputsOf(stack, new pulumi.StackReference(name, { name: stack }));
  const stacks = { server: stack, client: pulumi.getStack() };
  const lacking = lackingOf(stacks, needs, outputs);
  if (lacking.length > 0) {
    const planned = pulumi.runtime.isDryRun() ? declaredBy(stack) : undefined;
    if (planned === undefined || lackingOf(stacks, needs, offerOf(planned, outputs)).length > 0)
      throw new pulumi.RunError(lacking.join("\n"));
    void pulumi.log.warn(
      `the file of stack "${stack}" declares what this stack needs, but its last up did not: bring that up before this one, which is refused until then: ${bringUp(stack)}\n${lacking.join("\n")}`,
    );
  }
  if (outputs.writes === undefined) {
    void pulumi.log.warn(
      `stack "${stack}" has no output "writes", which says what each of its tokens may write: it was brought up by an older version. Whether they fit to what this cluster writes was not checked; to have it checked: ${bringUp(stack)}`,
    );
  }
  const needed = [agentsToken(environment), ...sinks.map(({ store }) => store.token.name)];
  const tokens = new Map(
    needed.map((token) => {
      const value: unknown = Reflect.get(outputs.tokens, token);
      // Only in a preview: of a token that the server's next up makes.
      const known = typeof value === "string" ? value : pulumi.output(pulumi.unknown).apply(String);
      return [token, pulumi.secret(known)] as const;
    }),
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

async function outputsOf(stack: string, reference: pulumi.StackReference) {
  const find = async <T>(
    output: string,
    valid: (value: unknown) => T | undefined,
  ): Promise<T | undefined> => {
    const details: { value?: unknown; secretValue?: unknown } = await reference.getOutputDetails(output);
    return valid(details.value ?? details.secretValue);
  };
  const read = async <T>(output: string, valid: (value: unknown) => T | undefined): Promise<T> => {
    const found = await find(output, valid);
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
    tokens: await read("tokens", map),
    // Those of older versions have none.
    writes: await find("writes", map),
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const map = (value: unknown): object | undefined =>
  typeof value === "object" && value !== null ? value : undefined;
