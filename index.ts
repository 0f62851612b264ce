/** The program: settings → model → checks → components → outputs. Nothing happens on import. */
import { Server } from "./components/server.ts";
import { Upstream } from "./components/upstream.ts";
import { readSettings } from "./config.ts";
import { compileTasks, loadTemplates } from "./flux/index.ts";
import { buildModel } from "./model/model.ts";

/** A Pulumi program as the engine runs it: declares resources, returns the stack's outputs. */
export type Program = () => Promise<Record<string, unknown>>;

const program: Program = async () => {
  const { declared, accept } = readSettings();
  const templates = await loadTemplates();
  const { model, faults: modelFaults } = buildModel(declared, templates.byFile);
  const { compiled: scripts, faults: fluxFaults } = compileTasks(model.tasks, templates);
  const settings = accept([...modelFaults, ...fluxFaults]);

  if (settings.role === "client")
    return { ...new Upstream("upstream", { source: settings.upstream, model }).outputs };
  const { influxdb: connection, secrets } = settings;
  return { ...new Server("server", { connection, model, scripts, secrets }).outputs };
};

export default program;
