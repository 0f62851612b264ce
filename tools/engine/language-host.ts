import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type { Program } from "../../index.ts";

type Host = grpc.UntypedServiceImplementation & { onPulumiExit(hasError: boolean): void };

/**
 * Serves the program of this process to the engine, as the Automation API does with inline programs: no language
 * plugin is needed. The Automation API itself takes a fixed set of options; the engine's own flags, prompts and
 * display stay available this way.
 */
export async function serveProgram(program: Program): Promise<{ address: string; close: () => void }> {
  const host = languageHost(program);
  const server = new grpc.Server();
  server.addService(services.LanguageRuntimeService, host);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { address: `127.0.0.1:${port}`, close: () => { server.forceShutdown(); } };
}

/** The SDK does not declare its language server, so what it exports is looked at before it is believed. */
function languageHost(program: Program): Host {
  const loaded: unknown = createRequire(import.meta.url)("@pulumi/pulumi/automation/server.js");
  if (!hasLanguageServer(loaded)) throw new Error("this version of @pulumi/pulumi has no automation/server.js LanguageServer");
  return new loaded.LanguageServer(program);
}

function hasLanguageServer(loaded: unknown): loaded is { LanguageServer: new (program: Program) => Host } {
  return typeof loaded === "object" && loaded !== null && "LanguageServer" in loaded && typeof loaded.LanguageServer === "function";
}
