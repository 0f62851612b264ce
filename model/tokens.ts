/** Tokens: who may do what with the declared buckets, and nothing else. */
import type { BucketSpec, PermissionSpec, TokenSpec } from "./types.ts";

/** Name of the token that tasks are created and run with. */
export const tasksToken = "tasks";
/** Name of the token that telegraf and the applications write with. */
export const agentsToken = "agents";
/** Name of the token that Chronograf reads with. */
export const chronografToken = "chronograf";

/** The tokens of a server, each as narrow as its work lets it be. */
export function tokensOf(buckets: readonly BucketSpec[]): readonly TokenSpec[] {
  const all = buckets.map(({ name }) => name);
  const internal = buckets.filter(({ kind }) => kind === "internal").map(({ name }) => name);
  const written = buckets.filter(({ kind }) => kind !== "internal").map(({ name }) => name);
  return [
    {
      name: agentsToken,
      description: "Agents: write the application and extra buckets",
      permissions: onBuckets("write", written),
    },
    {
      // The server checks a token's rights when a task is created, but runs the task with the organization role of
      // the USER behind the token (influxdb-api.md, trap 17). So these permissions are what the token itself can be
      // misused for, not what a task can reach: a task reaches whatever its user can, and that user has to be an
      // owner for `to()` to work. Revoking the token stops no task.
      name: tasksToken,
      description: "Tasks: read every declared bucket, write the internal ones, manage tasks",
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
