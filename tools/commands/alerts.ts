import { parseArgs } from "node:util";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { samples } from "../../model/alerts/samples/index.ts";
import { describeFaults } from "../../model/faults.ts";
import { didYouMean } from "../../model/suggest.ts";
import { alertTable, alertText, listedAlerts } from "../alerts/list.ts";
import { tryAlert } from "../alerts/try.ts";
import { readDeclared } from "../declared.ts";
import { LOCAL_STACK } from "../engine/workspace.ts";
import { UserError } from "../errors.ts";
import { readCredentials } from "../local/onboard.ts";
import { localPaths } from "../local/paths.ts";
import { runningServer } from "../local/server.ts";
import { projectRoot } from "../project.ts";

/**
 * `npm run alerts -- [<stack>] [<alert>] [--json]`: the catalogue for a stack, what fires when, to whom.
 * `npm run alerts -- try <alert> [--stack local]`: makes an alert fire on the running local InfluxDB.
 */
export default async function (args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, stack: { type: "string" } },
  });
  const [first, second] = positionals;
  if (first === "try") return tryOne(second, values.stack ?? LOCAL_STACK);
  const id = positionals.find((name) => alertIds.includes(name)) ?? second;
  const stack = values.stack ?? (first !== undefined && first !== id ? first : LOCAL_STACK);
  if (id !== undefined) expectAlert(id);
  const { model, faults, settings } = await readDeclared(projectRoot, stack);
  const all = listedAlerts(model, settings);
  const listed = id === undefined ? all : all.filter((alert) => alert.id === id);
  if (values.json) console.log(JSON.stringify(listed, undefined, 2));
  else if (id === undefined) console.log(alertTable(listed, stack, settings.alerts.channels.length));
  else console.log(listed.map(alertText).join("\n"));
  if (faults.length === 0) return 0;
  console.error(describeFaults(faults));
  return 1;
}

function expectAlert(id: string | undefined): string {
  if (id !== undefined && alertIds.includes(id)) return id;
  throw new UserError(
    id === undefined
      ? "No alert is named."
      : `There is no alert "${id}"${didYouMean(id, alertIds).replaceAll("`", '"')}. Alerts: ${alertIds.join(", ")}.`,
    "npm run alerts",
  );
}

async function tryOne(name: string | undefined, stack: string): Promise<number> {
  const id = expectAlert(name);
  if (stack !== LOCAL_STACK) {
    throw new UserError(
      `An alert is tried on the local stack only: it writes points. Found --stack ${stack}.`,
      `npm run alerts -- try ${id} --stack ${LOCAL_STACK}`,
    );
  }
  const sample = samples.find((candidate) => candidate.id === id);
  if (sample === undefined) throw new Error(`no sample of alert ${id}`);
  const paths = localPaths(projectRoot);
  const [server, credentials] = [await runningServer(paths), await readCredentials(paths.credentials)];
  if (server === undefined || credentials === undefined) {
    throw new UserError("The local InfluxDB does not run.", "npm start");
  }
  const { model, settings, templates } = await readDeclared(projectRoot, LOCAL_STACK);
  const { organization, token } = credentials;
  const message = await tryAlert({
    url: server.url,
    token,
    organization,
    sample,
    model,
    settings,
    templates,
    say: (sentence) => {
      console.error(sentence);
    },
  });
  if (message === undefined) {
    console.error(`Alert ${id} said nothing.`);
    return 1;
  }
  console.log("The receiver got:");
  console.log(JSON.stringify(JSON.parse(message), undefined, 2));
  return 0;
}
