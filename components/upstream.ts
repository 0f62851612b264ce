import * as pulumi from "@pulumi/pulumi";
import type { Application, Model } from "../model/types.ts";

/** Where a client's server is: in the outputs of the stack that declares it, or told directly. */
export type UpstreamSource =
  | { readonly stack: string }
  | { readonly url: string; readonly org: string; readonly token: pulumi.Output<string> };

export interface UpstreamArgs {
  readonly source: UpstreamSource;
  /** Its applications are those whose points this cluster sends. */
  readonly model: Model;
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
    const { source, model } = args;
    this.outputs =
      "stack" in source
        ? outputsOf(
            source.stack,
            new pulumi.StackReference(`${name}-server`, { name: source.stack }, { parent: this }),
            model,
          )
        : {
            url: pulumi.output(source.url),
            org: pulumi.output(source.org),
            buckets: pulumi.output(model.applications.map(({ bucket }) => bucket)),
            token: pulumi.secret(source.token),
          };
    this.registerOutputs(this.outputs);
  }
}

function outputsOf(
  stack: string,
  reference: pulumi.StackReference,
  { applications }: Model,
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
    return servedBuckets(stack, applications, value);
  });
  const token = reference.getOutput("tokens").apply((value: unknown) => {
    if (typeof value !== "object" || value === null || !("agents" in value)) throw missing("tokens.agents");
    if (typeof value.agents === "string" && value.agents !== "") return value.agents;
    throw new pulumi.RunError(
      `stack "${stack}" does not know the value of its agents' token: it was taken over from a server that does not tell it. Give it a new one: a text under monitoring:tokens.rotation.agents in that stack's file, then npm run up -- ${stack.split("/").at(-1) ?? stack}`,
    );
  });
  return { url: text("url"), org: text("org"), buckets, token: pulumi.secret(token) };
}

/** Points sent to a bucket that is not there are lost: every application must have one on the server. */
function servedBuckets(
  stack: string,
  applications: readonly Application[],
  declared: readonly unknown[],
): string[] {
  const wanted = applications.map(({ bucket }) => bucket);
  const absent = applications.filter(({ bucket }) => !declared.includes(bucket)).map(({ name }) => name);
  if (absent.length === 0) return wanted;
  throw new pulumi.RunError(
    `stack "${stack}" has no bucket for ${absent.join(", ")}: expected one for each application of this cluster; add its environment to the server's stack file and bring that up`,
  );
}
