import { ApiError, makeBucket } from "../../../../../test/support/influxd.ts";
import { call, lookUp, made, text, type Row } from "./row.ts";

/** Names of the API. */
const names: Readonly<Record<string, string>> = {
  remoteUrl: "remoteURL",
  remoteOrgId: "remoteOrgID",
  allowInsecureTls: "allowInsecureTLS",
};

export const remote: Row = {
  kind: "Remote",
  prepare: async ({ server, other }, tag) => {
    const { orgId: orgID } = server;
    const path = (id: string) => `/api/v2/remotes/${id}`;
    const bucketId = await makeBucket(server, `${tag} bucket`);
    const permissions = [{ action: "write", resource: { type: "buckets", orgID } }];
    const tokenOf = async () => {
      const { id, token } = await call(server, "POST", "/api/v2/authorizations", { orgID, permissions });
      return { id: text(id), token: text(token) };
    };
    const [first, second, third] = [await tokenOf(), await tokenOf(), await tokenOf()] as const;
    return {
      full: {
        name: `${tag} full`,
        description: "d",
        // The server itself, so that it can be asked whether it has the token.
        remoteUrl: server.url,
        remoteToken: first.token,
        remoteOrgId: orgID,
        allowInsecureTls: true,
      },
      least: { name: `${tag} least`, remoteUrl: server.url, remoteToken: second.token },
      updates: {
        // Before the URL: with another one the token cannot be tried.
        remoteToken: { to: third.token },
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        description: { to: "changed", byHand: "by hand" },
        remoteUrl: { to: "http://127.0.0.1:9/changed", byHand: "http://127.0.0.1:9/by-hand" },
        remoteOrgId: { to: other.id, byHand: "00000000000000aa" },
        allowInsecureTls: { to: false, byHand: false },
      },
      replacements: {},
      name: `${tag} full`,
      /** A replication is tried with no other token accepted than that one. */
      accepts: async (id, _property, value) => {
        for (const { id: tokenId, token } of [first, second, third]) {
          const status = token === value ? "active" : "inactive";
          await call(server, "PATCH", `/api/v2/authorizations/${tokenId}`, { status });
        }
        const trial = { orgID, name: `${tag} ${id}`, remoteID: id, localBucketID: bucketId };
        const replicationId = await made(
          call(server, "POST", "/api/v2/replications", { ...trial, remoteBucketID: bucketId }),
        );
        try {
          await call(server, "POST", `/api/v2/replications/${replicationId}/validate`);
          return true;
        } catch (error) {
          // What the server asks for after it has taken the token.
          const missesOrganization = "Please provide either orgID or org";
          if (error instanceof ApiError) return error.message.includes(missesOrganization);
          throw error;
        } finally {
          await call(server, "DELETE", `/api/v2/replications/${replicationId}`);
        }
      },
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [names[property] ?? property]: value });
      },
      onServer: async (id) => {
        const found = await lookUp(server, path(id));
        if (found === undefined) return undefined;
        const { name, description, remoteURL, remoteOrgID, allowInsecureTLS } = found;
        return {
          name: text(name),
          description: text(description),
          remoteUrl: text(remoteURL),
          remoteOrgId: text(remoteOrgID ?? undefined),
          allowInsecureTls: allowInsecureTLS === true,
        };
      },
    };
  },
};
