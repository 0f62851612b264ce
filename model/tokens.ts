/** Tokens: who may do what with the declared buckets, and nothing else. */
import { compare } from "./applications.ts";
import { keyFault, removeCommand } from "./keys.ts";
import type { Fault } from "./faults.ts";
import type { ModelSettings } from "./settings.ts";
import type { SinkStore } from "./sinks.ts";
import { didYouMean, listNames } from "./suggest.ts";
import type { Application, BucketSpec, Model, PermissionSpec, TaskSpec, TokenSpec } from "./types.ts";

/** Name of the token that tasks are created and run with. */
export const tasksToken = "tasks";
/** Name of the token that telegraf and the applications of one environment write with: each can be revoked alone. */
export const agentsToken = (environment: string): string => `agents-${environment}`;
/** Name of the token that Chronograf reads with. */
export const chronografToken = "chronograf";

/** The tokens of a server, each as narrow as its work lets it be. */
export function tokensOf(
  { applications, buckets, tasks }: Pick<Model, "applications" | "buckets" | "tasks">,
  stores: readonly SinkStore[],
  settings: Pick<ModelSettings, "tokens" | "environments">,
): readonly TokenSpec[] {
  const { graceSeconds, rotation } = settings.tokens;
  const agents = settings.environments.map(({ name }) => agentRights(name, applications, buckets));
  const sinks = stores.map(({ token: { writes, ...token } }) => ({
    ...token,
    permissions: onBuckets("write", writes),
  }));
  return [...agents, ...sinks, ...rightsOf(buckets, tasks)].map((token) => {
    const text = rotation.get(token.name);
    return { ...token, graceSeconds, ...(text === undefined ? {} : { rotation: text }) };
  });
}

/** Rotations of tokens that do not exist. */
export function tokenNameFaults(
  tokens: readonly TokenSpec[],
  { source, tokens: { rotation } }: ModelSettings,
): readonly Fault[] {
  const known = tokens.map(({ name }) => name);
  return [...rotation.keys()]
    .filter((name) => !known.includes(name))
    .map((name) =>
      keyFault(source, ["tokens", "rotation", name], {
        found: `\`${name}\`, which is no token of this stack`,
        expected: `one of ${listNames(known)}${didYouMean(name, known)}`,
        mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, ["tokens", "rotation", name])}`,
      }),
    );
}

/** Names of the buckets that each token may write, sorted, by the name of the token. */
export function writtenBy(
  tokens: readonly Pick<TokenSpec, "name" | "permissions">[],
): Readonly<Record<string, readonly string[]>> {
  const written = (right: PermissionSpec): readonly string[] =>
    right.action === "write" && right.resource === "buckets" ? [right.bucket] : [];
  return Object.fromEntries(
    tokens.map(({ name, permissions }) => [name, permissions.flatMap(written).sort(compare)]),
  );
}

type Rights = Pick<TokenSpec, "name" | "environment" | "description" | "permissions">;

/** Kinds of buckets that agents do not fill: tasks do, or Kafka sinks, which have tokens of their own. */
const filledByOthers: readonly BucketSpec["kind"][] = ["internal", "downsampled", "sink"];

/** Names of the buckets that the agents of an environment write: of applications those that it has. */
export function agentBuckets(
  environment: string,
  applications: readonly Application[],
  buckets: readonly BucketSpec[],
): readonly string[] {
  const elsewhere = applications
    .filter(({ environments }) => !environments.includes(environment))
    .map(({ bucket }) => bucket);
  return buckets
    .filter(({ kind }) => !filledByOthers.includes(kind))
    .filter(({ name, kind }) => kind !== "application" || !elsewhere.includes(name))
    .map(({ name }) => name);
}

function agentRights(
  environment: string,
  applications: readonly Application[],
  buckets: readonly BucketSpec[],
): Rights {
  return {
    name: agentsToken(environment),
    environment,
    description: `Agents of ${environment}: write the buckets of its applications, and those of no application`,
    permissions: onBuckets("write", agentBuckets(environment, applications, buckets)),
  };
}

function rightsOf(buckets: readonly BucketSpec[], tasks: readonly TaskSpec[]): readonly Rights[] {
  const all = buckets.map(({ name }) => name);
  const touched = new Set(tasks.flatMap(({ writes }) => writes));
  const internal = buckets
    .filter(({ name, kind }) => kind === "internal" || (kind === "downsampled" && touched.has(name)))
    .map(({ name }) => name);
  return [
    {
      // The server checks a token's rights when a task is created, but runs the task with the organization role of
      // the USER behind the token (influxdb-api.md, trap 17). So these permissions are what the token itself can be
      // misused for, not what a task can reach: a task reaches whatever its user can, and that user has to be an
      // owner for `to()` to work. Revoking the token stops no task.
      name: tasksToken,
      description: "Tasks: read every declared bucket, write those that tasks fill, manage tasks",
      permissions: [
        ...onBuckets("read", all),
        ...onBuckets("write", internal),
        { action: "read", resource: "tasks" },
        { action: "write", resource: "tasks" },
        { action: "read", resource: "orgs" },
      ],
    },
    {
      // Chronograf finds the organization by name, and without this right the list of organizations is empty.
      name: chronografToken,
      description: "Chronograf: read every declared bucket",
      permissions: [...onBuckets("read", all), { action: "read", resource: "orgs" }],
    },
  ];
}

function onBuckets(action: "read" | "write", names: readonly string[]): PermissionSpec[] {
  return names.map((bucket) => ({ action, resource: "buckets", bucket }));
}
