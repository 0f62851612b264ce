/** The program: settings → desired state → checks → components → outputs. Nothing happens on import. */
import { Agents } from "./components/agents.ts";
import { Cluster } from "./components/cluster.ts";
import { Server } from "./components/server.ts";
import { Upstream } from "./components/upstream.ts";
import { readSettings } from "./config.ts";
import { desired } from "./desired.ts";

/** A Pulumi program as the engine runs it: declares resources, returns the stack's outputs. */
export type Program = () => Promise<Record<string, unknown>>;

const program: Program = async () => {
  const read = readSettings();
  const { model, scripts, agents, buckets, faults } = await desired(read);
  const settings = read.accept(faults);
  const cluster = settings.cluster === undefined ? undefined : new Cluster("cluster", settings.cluster);

  if (settings.role === "client") {
    const { upstream: source, environment } = settings;
    const upstream = new Upstream("upstream", {
      source,
      environment,
      applications: model.applications,
      buckets,
    });
    if (cluster !== undefined && agents !== undefined) {
      new Agents("agents", { cluster, agents, target: upstream.outputs });
    }
    return { ...upstream.outputs };
  }
  const { influxdb: connection, secrets } = settings;
  const server = new Server("server", { connection, model, scripts, secrets });
  if (cluster !== undefined && agents !== undefined) {
    new Agents("agents", { cluster, agents, target: server.targetOf(agents.tags.cluster) });
  }
  return { ...server.outputs };
};

export default program;
