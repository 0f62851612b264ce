/** Every alert of the catalogue, run by a real InfluxDB. `ALERTS=pod-restarts,…` runs some of them only. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { loadTemplates, type Templates } from "../../flux/index.ts";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { alertWorld } from "../support/alerts.ts";
import { startServer, type TestServer } from "../support/influxd.ts";
import { type Receiver, startReceiver } from "../../tools/alerts/receiver.ts";
import { samples } from "../../model/alerts/samples/index.ts";
import { type MakeWorld, testAlert } from "./suite.ts";

let server: TestServer;
let receiver: Receiver;
let templates: Templates;
before(async () => {
  [server, receiver, templates] = await Promise.all([startServer(), startReceiver(), loadTemplates()]);
  assert.deepEqual(templates.faults, []);
});
after(async () => {
  await receiver.stop();
  await server.stop();
});

const makeWorld: MakeWorld = (id, change) => alertWorld({ server, receiver, templates }, id, change);
const wanted = process.env["ALERTS"]?.split(",");

test("every alert has a sample", () => {
  assert.deepEqual(samples.map(({ id }) => id).sort(), [...alertIds].sort());
});

describe("alerts", { concurrency: 4 }, () => {
  for (const row of samples) if (wanted === undefined || wanted.includes(row.id)) testAlert(row, makeWorld);
});
