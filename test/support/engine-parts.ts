/** The real engine and a real InfluxDB for the tests of a file. */
import type { Part } from "../../tools/toolchain/part.ts";
import { TestEngine } from "./engine.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { startServer, type TestServer } from "./influxd.ts";
import { sharedParts } from "./parts.ts";

export interface EngineParts {
  readonly server: TestServer;
  /** In front of the server. */
  readonly proxy: FaultProxy;
  /** With an empty stack. */
  readonly engine: TestEngine;
}

/** They are started before the tests, and stopped after. `part`: which InfluxDB. @default the current one */
export function engineParts(options: { readonly part?: Part } = {}): EngineParts {
  const parts = sharedParts(async (own) => {
    const [server, engine] = await Promise.all([
      own(startServer(options), (started) => started.stop()),
      own(TestEngine.make(), (started) => started.remove()),
    ]);
    const proxy = await own(startFaultProxy(server.url), (started) => started.stop());
    return { server, engine, proxy };
  });
  return {
    get server() {
      return parts().server;
    },
    get proxy() {
      return parts().proxy;
    },
    get engine() {
      return parts().engine;
    },
  };
}
