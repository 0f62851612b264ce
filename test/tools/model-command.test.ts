import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import model, { modelTable, printModel } from "../../tools/commands/model.ts";
import { readDeclared } from "../../tools/declared.ts";
import { UserError } from "../../tools/errors.ts";
import { projectRoot } from "../../tools/project.ts";
import { directoryWith } from "../support/configuration.ts";

/** What the command prints on standard output. */
async function printed(t: TestContext, args: string[]): Promise<{ code: number; text: string }> {
  const log = t.mock.method(console, "log", () => undefined);
  const code = await model(args);
  log.mock.restore();
  const text = log.mock.calls.map((call) => `${String(call.arguments[0])}\n`).join("");
  return { code, text };
}

describe("npm run model", () => {
  it("prints a table for people", async (t) => {
    const { code, text } = await printed(t, ["local"]);
    assert.equal(code, 0);
    assert.match(text, /^\d+ applications, \d+ buckets, \d+ DBRPs, \d+ tasks, 3 tokens\n/);
    assert.match(text, /^times_square +application +7d +times_square\/7d$/m);
    assert.match(text, /^multiapp_ +internal +1h +multiapp_\/1h$/m);
    assert.match(text, /^pod-restarts +33 +33 +5m$/m);
  });

  it("prints plain data for programs", async (t) => {
    const { code, text } = await printed(t, ["local", "--json"]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(text), (await readDeclared(projectRoot, "local")).model);
  });

  it("shows the applications of a client, which declares no buckets, and no empty tables", async () => {
    const text = modelTable(await readDeclared(projectRoot, "idfdev"));
    assert.match(
      text,
      /^33 applications, 0 buckets, 0 DBRPs, 0 tasks, 0 tokens\n\napplication +bucket +environments\n/,
    );
    assert.match(text, /^times-square +times_square +idfdev$/m);
    assert.match(
      text,
      /^data-transfers +lsst\.dm\.transfers +json +data_transfers +sink-idfdev-data-transfers$/m,
    );
    assert.doesNotMatch(text, /token +permissions|tasks +number|on disk/m);
  });

  it("shows what the buckets take of the volume, and of agents and sinks what they write with", async (t) => {
    const declared = await readDeclared(projectRoot, "roundtable");
    const text = modelTable(declared);
    assert.match(
      text,
      /^bucket +keeps +series +values\/s +on disk +rate\nkubernetes +7d +\d+ +\d+ +[\d.]+ GiB +estimated$/m,
    );
    assert.match(text, /\nestimated [\d.]+ GiB on disk: \d+% of 20 GiB\n$/);
    assert.match(
      text,
      /^agent +inputs +writes with token\ntelegraf +\d+ +agents-roundtable-prod\ntelegraf-ds +\d+ +/m,
    );

    const root = directoryWith(t, {
      "Pulumi.x.yaml": `config:
  monitoring:role: both
  monitoring:environments: [{name: summit, applications: [portal, telegraf]}]
  monitoring:kubernetes: {context: summit}
  monitoring:kafka:
    clusters: {summit: {bootstrap: ['sasquatch:9093'], version: 4.2.0, namespace: sasquatch}}
    sinks:
      transfers: {cluster: summit, topics: [a, b], format: influx, pointsPerMessage: 10}
`,
    });
    const sinking = await readDeclared(root, "x");
    assert.deepEqual(sinking.faults, []);
    assert.match(
      modelTable(sinking),
      /^sink +topics +format +bucket +writes with token\ntransfers +a b +influx +transfers +sink-summit-transfers$/m,
    );
  });

  it("tells warnings beside the model, which is well", async (t) => {
    const root = directoryWith(t, {
      "Pulumi.x.yaml": `config:
  monitoring:role: server
  monitoring:environments: [{name: e, applications: [portal, telegraf]}]
  monitoring:capacity: {volume: 100Mi, refuse: 100000%}
`,
    });
    const declared = await readDeclared(root, "x");
    const log = t.mock.method(console, "log", () => undefined);
    const error = t.mock.method(console, "error", () => undefined);
    assert.equal(printModel(declared, true), 0);
    const printedAsJson: unknown = JSON.parse(String(log.mock.calls[0]?.arguments[0]));
    const told = error.mock.calls.map((call) => String(call.arguments[0]));
    log.mock.restore();
    error.mock.restore();
    assert.deepEqual(printedAsJson, declared.model);
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? "",
      /^warning: Pulumi\.x\.yaml: monitoring:capacity: .* of the volume of 100 MiB/,
    );
  });

  it("names the stacks there are when it knows none of that name", async () => {
    await assert.rejects(model(["rountable"]), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(
        error.message,
        "There is no stack `rountable`: found no Pulumi.rountable.yaml; expected one of `idfdev`, `local`, `roundtable`; did you mean `roundtable`?\n  mend: name one of these, or create Pulumi.rountable.yaml",
      );
      return true;
    });
  });

  it("says what the checks say, of configuration, model and schedule at once", async (t) => {
    const root = directoryWith(t, {
      "Pulumi.x.yaml": `config:
  monitoring:role: server
  monitoring:environments: [{name: e, applications: [portal, _x]}]
  monitoring:buckets: {retention: 1h, internalRetention: 1m}
  monitoring:tasks: {pod-restarts: {every: 2h}}
`,
    });
    const { faults } = await readDeclared(root, "x");
    assert.deepEqual(
      faults.map(({ where }) => where),
      [
        "Pulumi.x.yaml: monitoring:buckets.internalRetention",
        "Pulumi.x.yaml: monitoring:environments[0].applications[1]",
        "flux/alerts/pod-restarts.flux: task pod-restarts/portal reads portal",
        "flux/alerts/validation-finding.flux: task validation-finding reads events",
      ],
    );
  });
});
