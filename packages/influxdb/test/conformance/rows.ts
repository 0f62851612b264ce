/** What the conformance suite needs to know of each kind. The API is spelt out here again, apart from the provider's own reading of it. */
import assert from "node:assert/strict";
import { api, ApiError, type TestServer } from "../../../../test/support/influxd.ts";
import type { Value, Values } from "../../definition/values.ts";

/** A server with a second organization. */
export interface World {
  readonly server: TestServer;
  readonly other: { readonly id: string; readonly name: string };
}

/** A kind with a sample of inputs, and its objects as the API has them. */
export interface Row {
  readonly kind: string;
  /** Makes what the objects need beforehand. `tag` keeps the names of one run apart from those of another. */
  prepare(world: World, tag: string): Promise<Sample>;
}

export interface Sample {
  /** Inputs in which everything but the organization is declared, and nothing is at its default. */
  readonly full: Values;
  /** Inputs of another object, in which nothing is declared that need not be. */
  readonly least: Values;
  /** For each input that changes in place: what is declared next, and what a person sets by hand. */
  readonly updates: Readonly<Record<string, { readonly to: Value; readonly byHand: Value }>>;
  /** For each input whose change replaces: another value. */
  readonly replacements: Readonly<Record<string, Value>>;
  /** Readable name of the object of `full`, without its organization. */
  readonly name: string;
  /** Sets one property on the server, past the provider. */
  setByHand(id: string, property: string, value: Value): Promise<void>;
  /** An object as the server has it, in the words of its inputs; undefined when it has none of that id. */
  onServer(id: string): Promise<Values | undefined>;
}

type Json = Readonly<Record<string, unknown>>;

/** Calls the API with JSON. */
export async function call(
  server: TestServer,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  json?: unknown,
): Promise<Json> {
  const answer = await api(server, method, path, json === undefined ? {} : { json });
  return answer === "" ? {} : (JSON.parse(answer) as Json);
}

/** A text of the API, which leaves an empty one out. */
function text(value: unknown): string {
  assert(value === undefined || typeof value === "string");
  return value ?? "";
}

/** What a path leads to, or undefined when there is no such thing. */
async function lookUp(server: TestServer, path: string): Promise<Json | undefined> {
  try {
    return await call(server, "GET", path);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** The id that a creation answered. */
export async function made(answer: Promise<Json>): Promise<string> {
  const { id } = await answer;
  assert(typeof id === "string");
  return id;
}

const organization: Row = {
  kind: "Organization",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/orgs/${id}`;
    return Promise.resolve({
      full: { name: `${tag} full`, description: "d" },
      least: { name: `${tag} least` },
      updates: {
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        description: { to: "changed", byHand: "by hand" },
      },
      replacements: {},
      name: `${tag} full`,
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        return remote && { name: text(remote["name"]), description: text(remote["description"]) };
      },
    });
  },
};

const bucket: Row = {
  kind: "Bucket",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/buckets/${id}`;
    const rules: Readonly<Record<string, string>> = {
      retentionSeconds: "everySeconds",
      shardGroupDurationSeconds: "shardGroupDurationSeconds",
    };
    return Promise.resolve({
      full: {
        name: `${tag}/full`,
        description: "d",
        retentionSeconds: 864_000,
        shardGroupDurationSeconds: 7200,
      },
      least: { name: `${tag}/least` },
      updates: {
        name: { to: `${tag}/renamed`, byHand: `${tag}/by hand` },
        description: { to: "changed", byHand: "by hand" },
        retentionSeconds: { to: 1_728_000, byHand: 0 },
        shardGroupDurationSeconds: { to: 10_800, byHand: 14_400 },
      },
      replacements: {},
      name: `${tag}/full`,
      setByHand: async (id, property, value) => {
        const rule = rules[property];
        const body =
          rule === undefined
            ? { [property]: value }
            : { retentionRules: [{ type: "expire", [rule]: value }] };
        await call(server, "PATCH", path(id), body);
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const [rule] = remote["retentionRules"] as [Readonly<Record<string, number>>];
        return {
          name: text(remote["name"]),
          description: text(remote["description"]),
          retentionSeconds: rule["everySeconds"],
          shardGroupDurationSeconds: rule["shardGroupDurationSeconds"],
        };
      },
    });
  },
};

const dbrp: Row = {
  kind: "Dbrp",
  prepare: async ({ server }, tag) => {
    const { orgId: orgID } = server;
    const path = (id: string) => `/api/v2/dbrps/${id}?orgID=${orgID}`;
    const bucketOf = async (name: string) =>
      made(call(server, "POST", "/api/v2/buckets", { orgID, name, retentionRules: [] }));
    const bucketId = await bucketOf(`${tag} target`);
    const another = await bucketOf(`${tag} other target`);
    const database = `${tag} db`;
    // The database's first mapping is its default whatever is asked: ours shall be free to be it or not.
    await call(server, "POST", "/api/v2/dbrps", {
      orgID,
      bucketID: bucketId,
      database,
      retention_policy: "first",
      default: true,
    });
    return {
      full: { database, retentionPolicy: "7d", bucketId, default: false },
      least: { database: `${tag} alone`, retentionPolicy: "7d", bucketId },
      updates: {
        retentionPolicy: { to: "8d", byHand: "9d" },
        default: { to: true, byHand: true },
      },
      replacements: { database: `${tag} else`, bucketId: another },
      name: `${database}/7d`,
      setByHand: async (id, property, value) => {
        const name = property === "retentionPolicy" ? "retention_policy" : property;
        await call(server, "PATCH", path(id), { [name]: value });
      },
      onServer: async (id) => {
        const answer = await lookUp(server, path(id));
        if (answer === undefined) return undefined;
        const content = answer["content"] as Record<"database" | "retention_policy" | "bucketID", string> & {
          default: boolean;
        };
        return {
          database: content.database,
          retentionPolicy: content.retention_policy,
          bucketId: content.bucketID,
          default: content.default,
        };
      },
    };
  },
};

const task: Row = {
  kind: "Task",
  prepare: ({ server }, tag) => {
    const path = (id: string) => `/api/v2/tasks/${id}`;
    // Line ends and blanks are part of the script, and kept to the letter.
    const flux = (every: string) =>
      `option task = {name: "${tag} task", every: ${every}, offset: 1m}\r\n\r\n// Why.\r\nbuckets()   |> limit(n: 1)\r\n`;
    return Promise.resolve({
      full: { flux: flux("1h"), description: "d", status: "inactive" },
      least: { flux: flux("1h").replace("task = {name", "task={name") },
      updates: {
        flux: { to: flux("2h"), byHand: `${flux("1h")}// By hand.` },
        description: { to: "changed", byHand: "by hand" },
        status: { to: "active", byHand: "active" },
      },
      replacements: {},
      name: `${tag} task`,
      setByHand: async (id, property, value) => {
        const { flux: script, status } = await call(server, "GET", path(id));
        await call(server, "PATCH", path(id), { flux: script, status, [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { flux: script, status, description } = remote;
        return { flux: text(script), description: text(description), status: text(status) };
      },
    });
  },
};

interface RemoteRight {
  readonly action: string;
  readonly resource: { readonly type: string; readonly id?: string; readonly orgID?: string };
}

const authorization: Row = {
  kind: "Authorization",
  prepare: async ({ server }, tag) => {
    const path = (id: string) => `/api/v2/authorizations/${id}`;
    const userId = await made(call(server, "POST", "/api/v2/users", { name: `${tag} user` }));
    const right = { action: "read", resourceType: "buckets" };
    const { id: me } = await call(server, "GET", "/api/v2/me");
    return {
      full: {
        permissions: [
          right,
          { action: "write", resourceType: "tasks", resourceId: "00000000000000aa" },
          { action: "read", resourceType: "orgs", allOrganizations: true },
        ],
        description: `${tag} token`,
        status: "inactive",
        userId: text(me),
      },
      least: { permissions: [right] },
      updates: {
        description: { to: `${tag} changed`, byHand: `${tag} by hand` },
        status: { to: "active", byHand: "active" },
      },
      replacements: { permissions: [right], userId },
      name: `${tag} token`,
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const rights = (remote["permissions"] as RemoteRight[]).map(
          ({ action, resource: { type, id: resourceId, orgID } }) => ({
            action,
            resourceType: type,
            ...(resourceId === undefined ? {} : { resourceId }),
            ...(orgID === undefined ? { allOrganizations: true } : {}),
          }),
        );
        const { description, status, userID } = remote;
        return {
          permissions: rights,
          description: text(description),
          status: text(status),
          userId: text(userID),
        };
      },
    };
  },
};

/** One row for each kind. */
export const rows: readonly Row[] = [organization, bucket, dbrp, task, authorization];
