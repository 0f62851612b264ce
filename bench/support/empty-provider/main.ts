/** The resource-provider service with nothing behind it: takes every input, finds everything as it was left. */
import * as grpc from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";

let made = 0;

/** A handler that answers at once. */
function answer<Request, Response>(handle: (request: Request) => Response) {
  return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
    callback(null, handle(call.request));
  };
}

const nothing = answer(() => new empty.Empty());
const check = answer((request: messages.CheckRequest) =>
  new messages.CheckResponse().setInputs(request.getNews()),
);
const diff = answer(() =>
  new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE),
);

const server = new grpc.Server();
server.addService(services.ResourceProviderService, {
  handshake: answer(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
  attach: nothing,
  getPluginInfo: answer(() => new plugin.PluginInfo().setVersion("0.1.0")),
  checkConfig: check,
  diffConfig: diff,
  configure: answer(() => new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
  check,
  diff,
  create: answer((request: messages.CreateRequest) => {
    made += 1;
    return new messages.CreateResponse()
      .setId(String(made).padStart(16, "0"))
      .setProperties(request.getProperties());
  }),
  read: answer((request: messages.ReadRequest) =>
    new messages.ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs()),
  ),
  update: answer((request: messages.UpdateRequest) =>
    new messages.UpdateResponse().setProperties(request.getNews()),
  ),
  delete: nothing,
  cancel: nothing,
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
