/**
 * The part of the Node.js language plugin that runs a program: it starts the SDK's own `cmd/run`, as the plugin of
 * the standard CLI does, with the arguments and environment that this one gives it.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";

function run(
  call: grpc.ServerUnaryCall<messages.RunRequest, messages.RunResponse>,
  answer: grpc.sendUnaryData<messages.RunResponse>,
): void {
  const request = call.request;
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? request.getPwd();
  const runner = createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const flags = [
    ["monitor", request.getMonitorAddress()],
    ["engine", process.argv.at(-1) ?? ""],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["stack", request.getStack()],
    ["pwd", request.getPwd()],
    ["dry-run", request.getDryrun() ? "true" : ""],
    ["parallel", String(request.getParallel())],
  ].filter(([, value]) => value !== "");
  const config = Object.fromEntries(request.getConfigMap().toArray());
  const { typescript, nodeargs } = info?.getOptions()?.toJavaScript() ?? {};
  const args = [...(typeof nodeargs === "string" ? nodeargs.split(" ") : []), runner];
  const child = spawn(
    process.execPath,
    [...args, ...flags.flatMap(([flag, value]) => [`--${flag}`, value ?? ""]), info?.getEntryPoint() ?? "."],
    {
      cwd: request.getPwd(),
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: typescript === false ? "false" : "true",
      },
      stdio: ["ignore", process.stderr, process.stderr],
    },
  );
  child.on("close", (code) => {
    // 32: the program has shown its errors itself.
    const response = new messages.RunResponse();
    answer(
      null,
      code === 0 ? response : code === 32 ? response.setBail(true) : response.setError(`exit code ${code}`),
    );
  });
}

const server = new grpc.Server();
server.addService(services.LanguageRuntimeService, {
  run,
  getPluginInfo: (_: unknown, answer: grpc.sendUnaryData<plugin.PluginInfo>) => {
    answer(null, new plugin.PluginInfo().setVersion("0.0.0"));
  },
  getRequiredPackages: (_: unknown, answer: grpc.sendUnaryData<messages.GetRequiredPackagesResponse>) => {
    answer(null, new messages.GetRequiredPackagesResponse());
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
