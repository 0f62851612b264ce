import { z } from "zod";
import { orAbsent } from "../client/api.ts";
import { idFaults, nameFaults, samePlace, withPlainIds, type Fault } from "../definition/checks.ts";
import * as common from "../definition/common.ts";
import { scopedKind, type Found, type Wanted } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf, type Values } from "../definition/values.ts";
import { sendUnique } from "./unique.ts";

/** The capital of `RemoteBucketName` is the server's. What it counts (queue, last answer) says nothing of the declaration. */
const Remote = z.object({
  id: Id,
  orgID: Id,
  name: z.string(),
  description: z.string().optional(),
  remoteID: z.string(),
  localBucketID: z.string(),
  remoteBucketID: z.string().nullable(),
  RemoteBucketName: z.string(),
  maxQueueSizeBytes: z.number(),
  dropNonRetryableData: z.boolean(),
  maxAgeSeconds: z.number(),
});
const All = z.object({ replications: z.array(Remote).nullable() });

const LEAST_QUEUE = 33_554_430;
const LEAST_AGE = 60;
const GREATEST_AGE = 5_184_000;

const properties = {
  name: {
    type: { type: "string" },
    required: true,
    doc: "Name, not blank, unique in the organization. Changed in place.",
  },
  ...common.description,
  remoteId: {
    type: { type: "string" },
    required: true,
    doc: "ID of the remote to replicate to (16 hexadecimal digits). Changed in place.",
  },
  localBucketId: {
    type: { type: "string" },
    required: true,
    immutable: true,
    doc: "ID of the bucket that is replicated (16 hexadecimal digits). A change replaces the replication, and what still waits in its queue is not sent.",
  },
  remoteBucketId: {
    type: { type: "string" },
    default: "",
    doc: "ID of the bucket on the other server that points go to (16 hexadecimal digits). Default: empty, for a bucket that is given by `remoteBucketName`; one of the two is required, and only one. Changed in place, from one to the other too.",
  },
  remoteBucketName: {
    type: { type: "string" },
    default: "",
    doc: "Name of the bucket on the other server that points go to. Default: empty, for a bucket that is given by `remoteBucketId`. Changed in place.",
  },
  maxQueueSizeBytes: {
    type: { type: "integer" },
    default: 67_108_860,
    doc: "Size up to which points wait on disk for the other server, in bytes, at least 33554430; beyond it new ones are not replicated. Default: 67108860. Changed in place.",
  },
  dropNonRetryableData: {
    type: { type: "boolean" },
    default: false,
    doc: "Whether points that the other server refuses for good are dropped from the queue; otherwise they are sent again and hold up those behind them. Default: false. Changed in place.",
  },
  maxAgeSeconds: {
    type: { type: "integer" },
    default: 0,
    doc: "How long points wait in the queue at most, in seconds: from 60 to 5184000 (60 days), or 0 for as long as the server thinks fit. Default: 0. Changed in place.",
  },
} as const;

export const replication = scopedKind({
  name: "Replication",
  doc: "A stream of the points that are written to a bucket, from its creation on, to a bucket of another server. It is deleted with its local bucket. The server does not try whether the other one takes points. Source: InfluxDB v2 API, `/api/v2/replications`.",
  importForm: "<replication name>",
  properties,

  importName: ({ name }) => textOf(name),

  check: (inputs) => [
    ...nameFaults(inputs, "name"),
    ...idFaults(inputs, "remoteId", "localBucketId"),
    ...targetFaults(inputs),
    ...numberFaults(inputs),
  ],

  normalize: (inputs) => withPlainIds(inputs, "remoteId", "localBucketId", "remoteBucketId"),

  deleteBeforeReplace: (olds, news) => samePlace(olds, news, "name"),

  async create(api, wanted, orgID) {
    const body = { orgID, localBucketID: wanted.localBucketId, ...bodyOf(wanted) };
    return found(await sendUnique(api, Remote, "POST", "/api/v2/replications", body));
  },

  async update(api, { id, wanted }) {
    return found(await sendUnique(api, Remote, "PATCH", `/api/v2/replications/${id}`, bodyOf(wanted)));
  },

  async delete(api, { id }) {
    await api.remove(`/api/v2/replications/${id}`);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `/api/v2/replications/${id}`));
    return remote && found(remote);
  },

  async list(api, orgID) {
    const { replications } = await api.get(All, "/api/v2/replications", { orgID });
    return (replications ?? []).filter((remote) => remote.orgID === orgID).map(found);
  },
});

/** Exactly one of id and name leads to the remote bucket; one that is not known yet is not there to count. */
function targetFaults(inputs: Values): Fault[] {
  const { remoteBucketId: id, remoteBucketName: name } = inputs;
  if (id === "" && name === "") {
    const reason = 'expected "remoteBucketId" or "remoteBucketName", found neither';
    return [{ property: "remoteBucketId", reason }];
  }
  if (typeof id === "string" && id !== "" && typeof name === "string" && name !== "") {
    const reason = `expected "remoteBucketId" or "remoteBucketName", found both (${JSON.stringify(name)})`;
    return [{ property: "remoteBucketName", reason }];
  }
  return id === "" ? nameFaults(inputs, "remoteBucketName") : idFaults(inputs, "remoteBucketId");
}

function numberFaults({ maxQueueSizeBytes: size, maxAgeSeconds: age }: Values): Fault[] {
  const faults: Fault[] = [];
  if (typeof size === "number" && size < LEAST_QUEUE) {
    const reason = `expected at least ${LEAST_QUEUE} bytes, found ${size}`;
    faults.push({ property: "maxQueueSizeBytes", reason });
  }
  if (typeof age === "number" && age !== 0 && (age < LEAST_AGE || age > GREATEST_AGE)) {
    const reason = `expected 0 or ${LEAST_AGE} to ${GREATEST_AGE} seconds, found ${age}`;
    faults.push({ property: "maxAgeSeconds", reason });
  }
  return faults;
}

function bodyOf(wanted: Wanted<typeof properties>) {
  const { name, description, remoteId, remoteBucketId, remoteBucketName } = wanted;
  const { maxQueueSizeBytes, dropNonRetryableData, maxAgeSeconds } = wanted;
  return {
    name,
    description,
    remoteID: remoteId,
    // An empty id is refused. An empty name must be sent: one that is there goes before the id.
    ...(remoteBucketId === "" ? {} : { remoteBucketID: remoteBucketId }),
    remoteBucketName,
    maxQueueSizeBytes,
    dropNonRetryableData,
    maxAgeSeconds,
  };
}

function found(remote: z.infer<typeof Remote>): Found {
  const { id, orgID, name, description, remoteID, localBucketID, remoteBucketID, RemoteBucketName } = remote;
  const { maxQueueSizeBytes, dropNonRetryableData, maxAgeSeconds } = remote;
  const properties = {
    name,
    description: description ?? "",
    remoteId: remoteID,
    localBucketId: localBucketID,
    // An id beside a name is what it was before, and leads nowhere: the API cannot take it away.
    remoteBucketId: RemoteBucketName === "" ? (remoteBucketID ?? "") : "",
    remoteBucketName: RemoteBucketName,
    maxQueueSizeBytes,
    dropNonRetryableData,
    maxAgeSeconds,
  };
  return { id, orgId: orgID, properties };
}
