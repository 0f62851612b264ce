import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Engine } from "./engine.ts";
import { Provider } from "./provider.ts";
import { providerService } from "./service.ts";

/** The largest message the engine sends: it sets the same bound. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 400;

export interface ProviderServer {
  readonly port: number;
  readonly provider: Provider;
  close(): Promise<void>;
}

/** Serves the provider on a free loopback port. */
export async function serveProvider(version: string): Promise<ProviderServer> {
  const engine = new Engine();
  const provider = new Provider((message, urn) => {
    engine.notice(message, urn);
  });
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(services.ResourceProviderService, providerService(provider, engine, version));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    port,
    provider,
    close: async () => {
      server.forceShutdown();
      engine.close();
      await provider.close();
    },
  };
}
