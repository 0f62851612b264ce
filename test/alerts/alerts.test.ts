/** Every alert of the catalogue, run by a real InfluxDB. `ALERTS=pod-restarts,…` runs some of them only. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadTemplates } from "../../flux/index.ts";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { alertParts, alertWorld } from "../support/alerts.ts";
import { samples } from "../../model/alerts/samples/index.ts";
import { type MakeWorld, testAlert } from "./suite.ts";

const templates = await loadTemplates();

/** A server for each alert: one for all would hold some 350 worlds, and more files open than a process may have. */
function begin(): MakeWorld {
  const parts = alertParts(templates);
  return (id, change) => alertWorld(parts, id, change);
}

const wanted = process.env["ALERTS"]?.split(",");

test("every alert has a sample", () => {
  assert.deepEqual(samples.map(({ id }) => id).sort(), [...alertIds].sort());
});

// A machine that has more to do at a time does none of it sooner, and a server gives up writes that take it ten seconds.
describe("alerts", { concurrency: 4 }, () => {
  for (const row of samples) if (wanted === undefined || wanted.includes(row.id)) testAlert(row, begin);
});
