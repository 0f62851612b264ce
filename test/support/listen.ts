import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A server that takes requests. */
export interface Listening {
  readonly port: number;
  /** Ends it, and with it every connection. */
  readonly stop: () => Promise<void>;
}

/** Lets a server take requests on a free port of 127.0.0.1. */
export async function listen(server: Server | TlsServer): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
