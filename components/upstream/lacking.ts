/** What the stack of a server lacks of what a cluster writes to it. Points that it has no place for are lost. */
import { infrastructureBuckets } from "../../model/buckets.ts";
import { agentsToken, writtenBy } from "../../model/tokens.ts";
import type { SinkSpec } from "../../model/sinks.ts";
import { listNames } from "../../model/suggest.ts";
import type { Application, Model } from "../../model/types.ts";

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

/** What a server has, as the outputs of its stack tell it. */
export interface UpstreamOffer {
  /** Names of its buckets. */
  readonly buckets: readonly unknown[];
  /** Values of its tokens by name. */
  readonly tokens: object;
  /** Names of the buckets that each token may write, by its name; undefined where its stack is older than that output. */
  readonly writes: object | undefined;
}

/** What a server will have once it is brought up with this model; `now`: what it has, whose tokens keep their values. */
export function offerOf({ buckets, tokens }: Model, now: UpstreamOffer): UpstreamOffer {
  const valueOf = (token: string): unknown =>
    Reflect.has(now.tokens, token) ? Reflect.get(now.tokens, token) : "not made yet";
  return {
    buckets: buckets.map(({ name }) => name),
    tokens: Object.fromEntries(tokens.map(({ name }) => [name, valueOf(name)])),
    writes: writtenBy(tokens),
  };
}

/** Names of the two stacks, for people. */
export interface StackPair {
  /** `<organization>/<project>/<stack>` of the server. */
  readonly server: string;
  /** Stack of the cluster. */
  readonly client: string;
}

/** The command that brings a stack up. */
export const bringUp = (stack: string): string => `npm run up -- ${shortName(stack)}`;

const shortName = (stack: string): string => stack.split("/").at(-1) ?? stack;

/** What has to be told of a server before anything writes to it, each with what mends it; nothing if it has all. */
export function lackingOf(stacks: StackPair, needs: UpstreamNeeds, offer: UpstreamOffer): readonly string[] {
  const writers = writersOf(needs).map((writer) => {
    const may = rightsOf(writer.token, offer);
    // Of a sink whose rights are known: the two files do not agree about its bucket, whether that is there or not.
    const absent =
      writer.sink !== undefined && may !== undefined
        ? []
        : writer.writes.filter((bucket) => !offer.buckets.includes(bucket));
    const refused = writer.writes.filter(
      (bucket) => may?.includes(bucket) === false && !spare(bucket, writer, needs),
    );
    return { ...writer, may, absent, more: refused.filter((bucket) => !absent.includes(bucket)) };
  });
  const absent = writers.flatMap((writer) => writer.absent.map((bucket) => nameOf(bucket, writer, needs)));
  return [
    ...(absent.length === 0 ? [] : [noBuckets(stacks.server, absent)]),
    ...writers.flatMap((writer) => (writer.more.length === 0 ? [] : [refusal(stacks, writer)])),
    ...writers.flatMap(({ token, of }) => tokenLack(stacks.server, token, of, offer.tokens)),
  ];
}

interface Writer {
  /** Name of the token that it writes with. */
  readonly token: string;
  /** What it is called in the stack of the server. */
  readonly of: string;
  readonly sink?: SinkSpec;
  readonly writes: readonly string[];
}

function writersOf({ environment, buckets, sinks }: UpstreamNeeds): readonly Writer[] {
  const listed = `environment "${environment}"`;
  return [
    { token: agentsToken(environment), of: listed, writes: buckets },
    ...sinks.map((sink) => ({
      ...{ token: sink.store.token.name, of: `sink "${sink.name}" of ${listed}` },
      ...{ sink, writes: sink.store.token.writes },
    })),
  ];
}

/**
 * Whether agents have a bucket only for what belongs to no application. On the server it may be that of an application of
 * another environment, as `monitoring` is where InfluxDB runs; agents that are not told to write there do not.
 */
function spare(bucket: string, { sink }: Writer, { applications }: UpstreamNeeds): boolean {
  const own = applications.some((application) => application.bucket === bucket);
  return sink === undefined && !own && infrastructureBuckets.includes(bucket);
}

function rightsOf(token: string, { writes }: UpstreamOffer): readonly unknown[] | undefined {
  const said: unknown = writes === undefined ? undefined : Reflect.get(writes, token);
  return Array.isArray(said) ? said : undefined;
}

/** What a bucket is for. */
function nameOf(bucket: string, { sink }: Writer, { applications }: UpstreamNeeds): string {
  const application = applications.find((other) => other.bucket === bucket);
  if (application !== undefined) return application.name;
  return sink === undefined ? `what goes to bucket "${bucket}"` : `Kafka sink ${sink.name}`;
}

function noBuckets(stack: string, names: readonly string[]): string {
  return `stack "${stack}" has no bucket for ${[...new Set(names)].join(", ")}: expected one for each application of this cluster, for each sink, and those under monitoring:buckets of its file; add its environment to the server's stack file and bring that up`;
}

/** A writer, what its token may write, and what it writes besides. */
type Refused = Writer & { readonly may: readonly unknown[] | undefined; readonly more: readonly string[] };

function refusal({ server, client }: StackPair, { sink, token, of, may = [], more }: Refused): string {
  const its = `Pulumi.${shortName(server)}.yaml`;
  const own = `Pulumi.${client}.yaml`;
  const known = may.filter((bucket) => typeof bucket === "string");
  const whose = sink === undefined ? `the agents of ${of}` : `Kafka ${of}`;
  const differs =
    sink === undefined
      ? `the same applications of ${of} and the same monitoring:buckets in ${its} and ${own}`
      : `the same \`home\` and \`bucket\` under \`environments[].sinks.${sink.name}\` of ${its} and at monitoring:kafka.sinks.${sink.name} of ${own}`;
  // What agents write has no end; a sink writes a bucket or two.
  const only = sink === undefined ? "" : `, only ${listNames(known)}`;
  return `stack "${server}" does not let ${whose} write ${listNames(more)}${only} (token "${token}"), but stack "${client}" has them written: expected ${differs}; correct one of the two, and if it is the server's: ${bringUp(server)}`;
}

function tokenLack(stack: string, name: string, of: string, tokens: object): readonly string[] {
  const value: unknown = Reflect.get(tokens, name);
  if (typeof value === "string" && value !== "") return [];
  if (value !== undefined) {
    return [
      `stack "${stack}" does not know the value of its token "${name}": it was taken over from a server that does not tell it. Give it a new one: a text under monitoring:tokens.rotation.${name} in that stack's file, then ${bringUp(stack)}`,
    ];
  }
  return [
    `stack "${stack}" has no token "${name}": expected one for each environment of its file, and for each sink; add ${of} there and bring it up: ${bringUp(stack)}`,
  ];
}
