/** Every alert of the catalogue, run by a real InfluxDB. `ALERTS=pod-restarts,…` runs some of them only. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { alertParts, alertWorld } from "../support/alerts.ts";
import { samples } from "../../model/alerts/samples/index.ts";
import { type MakeWorld, testAlert } from "./suite.ts";

const parts = alertParts();

const makeWorld: MakeWorld = (id, change) => alertWorld(parts, id, change);
const wanted = process.env["ALERTS"]?.split(",");

test("every alert has a sample", () => {
  assert.deepEqual(samples.map(({ id }) => id).sort(), [...alertIds].sort());
});

// A server that has to answer more at a time answers none of them sooner, and gives up writes that take it ten seconds.
describe("alerts", { concurrency: 4 }, () => {
  for (const row of samples) if (wanted === undefined || wanted.includes(row.id)) testAlert(row, makeWorld);
});
