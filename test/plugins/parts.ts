/** The real engine with the plugins kubernetes and random, and a real Kubernetes API server, for the tests of a file. */
import { TestEngine } from "../support/engine.ts";
import { type KubernetesServer, startKubernetes } from "../support/kubernetes/server.ts";
import { type Own, sharedParts } from "../support/parts.ts";
import { type PluginEnvironment, pluginEnvironment } from "../support/plugins/index.ts";

export interface PluginParts {
  /** With an empty stack. */
  readonly engine: TestEngine;
  /** Environment of each of its runs, with which it finds the plugins. */
  readonly env: Readonly<Record<string, string>>;
  readonly used: PluginEnvironment["used"];
}

export interface ClusterParts extends PluginParts {
  readonly server: KubernetesServer;
}

/** What {@link sharedParts} starts where no cluster is needed. */
export async function startPlugins(own: Own): Promise<PluginParts> {
  const { path, used } = await pluginEnvironment(process.env);
  const engine = await own(TestEngine.make(), (started) => started.remove());
  return { engine, env: { PATH: path }, used };
}

/** They are started before the tests of a file, and stopped after. */
export function clusterParts(): ClusterParts {
  const parts = sharedParts(async (own) => {
    const [server, plugins] = await Promise.all([
      own(startKubernetes(), (started) => started.stop()),
      startPlugins(own),
    ]);
    return { server, ...plugins };
  });
  return {
    get server() {
      return parts().server;
    },
    get engine() {
      return parts().engine;
    },
    get env() {
      return parts().env;
    },
    get used() {
      return parts().used;
    },
  };
}
