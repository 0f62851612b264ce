import * as grpc from "@grpc/grpc-js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import type { Unfinished } from "./provider.ts";
import { encode } from "./wire.ts";

/** Where gRPC carries the details of a status. */
const DETAILS = "grpc-status-details-bin";

/**
 * The answer for an object that exists, but is not finished: the engine puts it on record with what failed, and the
 * next update goes on with it.
 */
export function unfinishedStatus({ state, message }: Unfinished): Partial<grpc.StatusObject> {
  const failure = new messages.ErrorResourceInitFailed()
    .setId(state.id)
    .setProperties(encode(state.outputs))
    .setReasonsList([message]);
  const detail = new any.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new status.Status().setCode(grpc.status.UNKNOWN).setMessage(message).setDetailsList([detail]);
  const metadata = new grpc.Metadata();
  metadata.add(DETAILS, Buffer.from(whole.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
