import { makeBucket } from "../../../../../test/support/influxd.ts";
import { call, lookUp, made, text, type Row } from "./row.ts";

/** Names of the API. */
const names: Readonly<Record<string, string>> = { remoteId: "remoteID", remoteBucketId: "remoteBucketID" };

export const replication: Row = {
  kind: "Replication",
  prepare: async ({ server }, tag) => {
    const path = (id: string) => `/api/v2/replications/${id}`;
    const remoteOf = async (orgID: string, name: string) => {
      const place = { remoteURL: server.url, remoteAPIToken: "t", remoteOrgID: server.orgId };
      const remote = { orgID, name: `${tag} ${name}`, allowInsecureTLS: false, ...place };
      return made(call(server, "POST", "/api/v2/remotes", remote));
    };
    const remoteId = await remoteOf(server.orgId, "first");
    const secondRemote = await remoteOf(server.orgId, "second");
    const thirdRemote = await remoteOf(server.orgId, "third");
    const localBucketId = await makeBucket(server, `${tag} local`);
    const another = await makeBucket(server, `${tag} other`);
    const target = { remoteId, localBucketId, remoteBucketId: "00000000000000aa" };
    return {
      full: {
        name: `${tag} full`,
        description: "d",
        ...target,
        maxQueueSizeBytes: 33_554_430,
        dropNonRetryableData: true,
        maxAgeSeconds: 60,
      },
      least: { name: `${tag} least`, ...target },
      updates: {
        name: { to: `${tag} renamed`, byHand: `${tag} by hand` },
        description: { to: "changed", byHand: "by hand" },
        remoteId: { to: secondRemote, byHand: thirdRemote },
        remoteBucketId: { to: "00000000000000bb", byHand: "00000000000000cc" },
        maxQueueSizeBytes: { to: 100_000_000, byHand: 50_000_000 },
        dropNonRetryableData: { to: false, byHand: false },
        maxAgeSeconds: { to: 5_184_000, byHand: 0 },
      },
      replacements: { localBucketId: another },
      // It excludes `remoteBucketId`.
      apart: ["remoteBucketName"],
      name: `${tag} full`,
      inOrganization: async (orgID) => {
        const bucket = { orgID, name: `${tag} elsewhere`, retentionRules: [] };
        const localBucket = await made(call(server, "POST", "/api/v2/buckets", bucket));
        return { localBucketId: localBucket, remoteId: await remoteOf(orgID, "elsewhere") };
      },
      setByHand: async (id, property, value) => {
        await call(server, "PATCH", path(id), { [names[property] ?? property]: value });
      },
      onServer: async (id) => {
        const remote = await lookUp(server, path(id));
        if (remote === undefined) return undefined;
        const { name, description, remoteID, localBucketID, remoteBucketID } = remote;
        return {
          name: text(name),
          description: text(description),
          remoteId: text(remoteID),
          localBucketId: text(localBucketID),
          remoteBucketId: text(remoteBucketID),
          remoteBucketName: text(remote["RemoteBucketName"]),
          maxQueueSizeBytes: Number(remote["maxQueueSizeBytes"]),
          dropNonRetryableData: remote["dropNonRetryableData"] === true,
          maxAgeSeconds: Number(remote["maxAgeSeconds"]),
        };
      },
    };
  },
};
