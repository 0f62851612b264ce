/** May every token do what its users need, and nothing else? */
import { isOfInfluxDB } from "../buckets.ts";
import type { Fault } from "../faults.ts";
import { agentBuckets, tasksToken } from "../tokens.ts";
import type { Model, PermissionSpec, TokenSpec } from "../types.ts";
import { undeclared, whereTask } from "./where.ts";

/** Every bucket right names a declared bucket, and agents may write all that they fill and nothing else. */
export function checkTokens({ applications, buckets, tokens }: Model): Fault[] {
  const names = buckets.map(({ name }) => name);
  const faults = tokens.flatMap((token) =>
    token.permissions
      .flatMap((permission) => (permission.resource === "buckets" ? [permission] : []))
      .filter(({ bucket }) => !names.includes(bucket))
      .map(({ action, bucket }) => ({ where: whereToken(token, action), ...undeclared(bucket, names) })),
  );
  return [
    ...faults,
    ...tokens.flatMap((token) =>
      token.environment === undefined
        ? []
        : rightsFaults(token, agentBuckets(token.environment, applications, buckets)),
    ),
  ];
}

function rightsFaults(agents: TokenSpec, filled: readonly string[]): Fault[] {
  const expected = filled.map((bucket) =>
    describePermission({ action: "write", resource: "buckets", bucket }),
  );
  const held = agents.permissions.map(describePermission);
  const odd = [
    ...held.filter((right) => !expected.includes(right)).map((right) => `may ${right}`),
    ...expected.filter((right) => !held.includes(right)).map((right) => `may not ${right}`),
  ];
  if (odd.length === 0) return [];
  return [
    {
      where: `model: token ${agents.name}`,
      found: odd.join(", "),
      expected: "the right to write every bucket that agents of that environment fill, and no other",
      mend: "see model/tokens.ts",
    },
  ];
}

function whereToken(token: TokenSpec, action: string): string {
  return `model: token ${token.name} ${action}s`;
}

function describePermission(permission: PermissionSpec): string {
  const { action, resource } = permission;
  return resource === "buckets" ? `${action} bucket \`${permission.bucket}\`` : `${action} ${resource}`;
}

/** The token that tasks are created with covers what they touch: the server refuses the rest at creation. */
export function checkTasksToken({ tasks, tokens }: Model): Fault[] {
  if (tasks.length === 0) return [];
  const token = tokens.find(({ name }) => name === tasksToken);
  const held = new Set(token?.permissions.map(describePermission));
  return tasks.flatMap((task) => {
    const needed = [
      ...task.reads
        .filter((bucket) => !isOfInfluxDB(bucket))
        .map((bucket): PermissionSpec => ({ action: "read", resource: "buckets", bucket })),
      ...task.writes.map((bucket): PermissionSpec => ({ action: "write", resource: "buckets", bucket })),
    ].map(describePermission);
    const missing = needed.filter((right) => !held.has(right));
    if (missing.length === 0) return [];
    return [
      {
        where: whereTask(task),
        found: `a token \`${tasksToken}\` that may not ${missing.join(", ")}`,
        expected: "a token that covers what the task reads and writes",
        mend: "write to an internal bucket, or see model/tokens.ts",
      },
    ];
  });
}

/** The token of the tasks may write what tasks fill, and nothing that no task touches. */
export function checkExcess({ buckets, tasks, tokens }: Model): Fault[] {
  const token = tokens.find(({ name }) => name === tasksToken);
  const touched = new Set(tasks.flatMap(({ writes }) => writes));
  const internal = new Set(buckets.filter(({ kind }) => kind === "internal").map(({ name }) => name));
  const excess = (token?.permissions ?? []).filter(
    (right) =>
      right.resource === "buckets" &&
      right.action === "write" &&
      !touched.has(right.bucket) &&
      !internal.has(right.bucket),
  );
  if (excess.length === 0) return [];
  return [
    {
      where: `model: token ${tasksToken}`,
      found: `may ${excess.map(describePermission).join(", ")}, which no task does`,
      expected: "no right beyond what the tasks touch",
      mend: "see model/tokens.ts",
    },
  ];
}
