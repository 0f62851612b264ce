/** A program with one resource of each kind, and what of it is on the server. */
import * as pulumi from "@pulumi/pulumi";
import type { Program } from "../../../../index.ts";
import type { TestServer } from "../../../../test/support/influxd.ts";
import * as influxdb from "../../index.ts";
import { call } from "../conformance/rows/row.ts";

export interface Parts {
  readonly organization?: Partial<influxdb.OrganizationArgs>;
  readonly bucket?: Partial<influxdb.BucketArgs>;
  readonly dbrp?: Partial<influxdb.DbrpArgs>;
  readonly task?: Partial<influxdb.TaskArgs>;
  readonly authorization?: Partial<influxdb.AuthorizationArgs>;
}

/** The provider that a program connects with. */
export function connect(
  server: Pick<TestServer, "url" | "token" | "org">,
  url = server.url,
): influxdb.Provider {
  const { token, org } = server;
  return new influxdb.Provider("influxdb", {
    url,
    token: pulumi.secret(token),
    org,
    healthTimeoutSeconds: 20,
  });
}

/** One resource of each kind, with some inputs of theirs changed. Outputs the token, and what is not known in a preview. */
export function oneOfEach(
  server: Pick<TestServer, "url" | "token" | "org">,
  parts: Parts = {},
  url?: string,
): Program {
  return async () => {
    const provider = connect(server, url);
    const organization = new influxdb.Organization(
      "org",
      { name: "declared", ...parts.organization },
      { provider },
    );
    const bucket = new influxdb.Bucket(
      "bucket",
      { name: "metrics", retentionSeconds: 604_800, ...parts.bucket },
      { provider },
    );
    const mapping = { database: "metrics", retentionPolicy: "7d", bucketId: bucket.id, ...parts.dbrp };
    const dbrp = new influxdb.Dbrp("dbrp", mapping, { provider });
    const flux = 'option task = {name: "count", every: 1h}\nbuckets() |> count()\n';
    const task = new influxdb.Task("task", { flux, status: "inactive", ...parts.task }, { provider });
    const permissions: influxdb.AuthorizationArgs["permissions"] = [
      { action: "write", resourceType: "buckets", resourceId: bucket.id },
    ];
    const rights = { description: "agents", permissions, ...parts.authorization };
    const authorization = new influxdb.Authorization("token", rights, { provider });
    return Promise.resolve({
      token: authorization.token,
      bucketId: bucket.id,
      organizationId: organization.id,
      dbrpId: dbrp.id,
      every: task.every,
      shardGroup: bucket.shardGroupDurationSeconds,
    });
  };
}

/** Names of what is on a server, by kind, without what it made by itself. */
export async function objectsOn(server: TestServer): Promise<Record<string, string[]>> {
  const orgs = (await call(server, "GET", "/api/v2/orgs?limit=100"))["orgs"] as { name: string }[];
  const query = `orgID=${server.orgId}`;
  const buckets = (await call(server, "GET", `/api/v2/buckets?${query}&limit=100`))["buckets"] as {
    name: string;
    type: string;
  }[];
  const tasks = (await call(server, "GET", `/api/v2/tasks?${query}&limit=500`))["tasks"] as {
    name: string;
  }[];
  const tokens = (await call(server, "GET", `/api/v2/authorizations?${query}`))["authorizations"] as {
    description?: string;
  }[];
  const mappings = (await call(server, "GET", `/api/v2/dbrps?${query}`))["content"] as {
    database: string;
    virtual?: boolean;
  }[];
  return {
    organizations: orgs.map(({ name }) => name).sort(),
    buckets: buckets
      .filter(({ type }) => type === "user")
      .map(({ name }) => name)
      .sort(),
    tasks: tasks.map(({ name }) => name).sort(),
    tokens: tokens.map(({ description = "" }) => description).sort(),
    dbrps: mappings
      .filter(({ virtual }) => virtual !== true)
      .map(({ database }) => database)
      .sort(),
  };
}
