import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import type { Program } from "../../index.ts";
import { tuneSdk } from "./sdk.ts";

type Answer = (error: Error | null, response?: messages.RunResponse) => void;
type Run = (call: grpc.ServerUnaryCall<messages.RunRequest, messages.RunResponse>, answer: Answer) => void;

/** The SDK's own language server for programs of this process. */
interface Host {
  run: Run;
  getRequiredPlugins: grpc.UntypedHandleCall;
  getPluginInfo: grpc.UntypedHandleCall;
}

/**
 * Serves the program of this process to the engine, as the Automation API does with inline programs: no language
 * plugin is needed. The Automation API itself takes a fixed set of options; the engine's own flags, prompts and
 * display stay available this way.
 *
 * @param transformations Are shown every resource that the program declares, in this order.
 */
export async function serveProgram(
  program: Program,
  transformations: readonly pulumi.ResourceTransformation[] = [],
): Promise<{ address: string; close: () => void }> {
  tuneSdk();
  const host = languageHost(async () => {
    for (const transformation of transformations) pulumi.runtime.registerStackTransformation(transformation);
    return program();
  });
  const run: Run = (call, answer) => {
    host.run(call, answeringOnce(answer));
  };
  const { getRequiredPlugins, getPluginInfo } = host;
  const server = new grpc.Server();
  server.addService(services.LanguageRuntimeService, { run, getRequiredPlugins, getPluginInfo });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    close: () => {
      server.forceShutdown();
    },
  };
}

/** The SDK's server answers a program that failed twice over, and the engine shows what it has shown already. */
function answeringOnce(answer: Answer): Answer {
  let answered = false;
  return (error, response) => {
    if (answered) return;
    answered = true;
    if (pulumi.RunError.isInstance(error)) answer(null, new messages.RunResponse().setBail(true));
    else answer(error, response);
  };
}

/** The SDK does not declare its language server, so what it exports is looked at before it is believed. */
function languageHost(program: Program): Host {
  const loaded: unknown = createRequire(import.meta.url)("@pulumi/pulumi/automation/server.js");
  if (hasLanguageServer(loaded)) return new loaded.LanguageServer(program);
  throw new Error("this version of @pulumi/pulumi has no automation/server.js with a LanguageServer");
}

function hasLanguageServer(loaded: unknown): loaded is { LanguageServer: new (program: Program) => Host } {
  return (
    typeof loaded === "object" &&
    loaded !== null &&
    "LanguageServer" in loaded &&
    typeof loaded.LanguageServer === "function"
  );
}
