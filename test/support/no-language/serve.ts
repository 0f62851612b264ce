/**
 * A language plugin that knows no language. `pulumi import` asks one which packages the program needs, although it
 * runs no program; the tests' providers are named in the project, so the answer is none.
 */
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";

type Answer<Response> = (error: null, response: Response) => void;

const server = new grpc.Server();
server.addService(services.LanguageRuntimeService, {
  getRequiredPackages: (_call: unknown, answer: Answer<messages.GetRequiredPackagesResponse>) =>
    answer(null, new messages.GetRequiredPackagesResponse()),
  getPluginInfo: (_call: unknown, answer: Answer<plugin.PluginInfo>) =>
    answer(null, new plugin.PluginInfo().setVersion("0.0.0")),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
