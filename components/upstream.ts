import * as pulumi from "@pulumi/pulumi";
import { agentsToken } from "../model/tokens.ts";
import type { Application } from "../model/types.ts";

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
}

/** What a client takes from the stack of its server. */
export interface UpstreamOutputs {
  readonly url: pulumi.Output<string>;
  readonly org: pulumi.Output<string>;
  /** Buckets of this cluster's applications. */
  readonly buckets: pulumi.Output<string[]>;
  /** Value of the agents' token; secret. */
  readonly token: pulumi.Output<string>;
}

/** The server that another stack declares, as a client of it sees it. */
export class Upstream extends pulumi.ComponentResource {
  readonly outputs: UpstreamOutputs;

  constructor(name: string, args: UpstreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Upstream", name, {}, opts);
    const { source } = args;
    this.outputs =
      "stack" in source
        ? outputsOf(
            source.stack,
            new pulumi.StackReference(`${name}-server`, { name: source.stack }, { parent: this }),
            args,
          )
        : {
            url: pulumi.output(source.url),
            org: pulumi.output(source.org),
            buckets: pulumi.output([...args.buckets]),
            token: pulumi.secret(source.token),
          };
    this.registerOutputs(this.outputs);
  }
}

function outputsOf(
  stack: string,
  reference: pulumi.StackReference,
  { environment, applications, buckets: wanted }: UpstreamArgs,
): UpstreamOutputs {
  const missing = (what: string) =>
    new pulumi.RunError(
      `stack "${stack}" has no output "${what}": expected those of a server's stack; bring it up first: npm run up -- ${stack.split("/").at(-1) ?? stack}`,
    );
  const text = (output: string) =>
    reference.getOutput(output).apply((value: unknown) => {
      if (typeof value === "string") return value;
      throw missing(output);
    });
  const buckets = reference.getOutput("buckets").apply((value: unknown) => {
    if (!Array.isArray(value)) throw missing("buckets");
    return servedBuckets(stack, applications, wanted, value);
  });
  const token = reference.getOutput("tokens").apply((value: unknown) => {
    const name = agentsToken(environment);
    if (typeof value !== "object" || value === null) throw missing("tokens");
    const text: unknown = Reflect.get(value, name);
    if (text === undefined) {
      throw new pulumi.RunError(
        `stack "${stack}" has no token "${name}": expected one for each environment of its file; add environment "${environment}" there and bring it up: npm run up -- ${stack.split("/").at(-1) ?? stack}`,
      );
    }
    if (typeof text === "string" && text !== "") return text;
    throw new pulumi.RunError(
      `stack "${stack}" does not know the value of its token "${name}": it was taken over from a server that does not tell it. Give it a new one: a text under monitoring:tokens.rotation.${name} in that stack's file, then npm run up -- ${stack.split("/").at(-1) ?? stack}`,
    );
  });
  return { url: text("url"), org: text("org"), buckets, token: pulumi.secret(token) };
}

/** Points sent to a bucket that is not there are lost: every application must have one on the server. */
function servedBuckets(
  stack: string,
  applications: readonly Application[],
  wanted: readonly string[],
  declared: readonly unknown[],
): string[] {
  const absent = wanted.filter((bucket) => !declared.includes(bucket));
  if (absent.length === 0) return [...wanted];
  const ofApplications = applications.filter(({ bucket }) => absent.includes(bucket));
  const others = absent.filter(
    (bucket) => !ofApplications.some((application) => application.bucket === bucket),
  );
  const missing = [
    ...ofApplications.map(({ name }) => name),
    ...others.map((bucket) => `what goes to bucket "${bucket}"`),
  ];
  throw new pulumi.RunError(
    `stack "${stack}" has no bucket for ${missing.join(", ")}: expected one for each application of this cluster, and those under monitoring:buckets of its file; add its environment to the server's stack file and bring that up`,
  );
}
