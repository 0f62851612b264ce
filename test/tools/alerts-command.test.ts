import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { cataloguePage } from "../../tools/alerts/catalogue-page.ts";
import { alertTable, listedAlerts } from "../../tools/alerts/list.ts";
import alerts from "../../tools/commands/alerts.ts";
import { UserError } from "../../tools/errors.ts";
import { projectRoot } from "../../tools/project.ts";
import { buildModel } from "../../model/model.ts";
import type { RouteSettings } from "../../model/alerts/settings.ts";
import { serving } from "../support/model.ts";

async function printed(t: TestContext, args: string[]): Promise<{ code: number; text: string }> {
  const log = t.mock.method(console, "log", () => undefined);
  const code = await alerts(args);
  log.mock.restore();
  return { code, text: log.mock.calls.map((call) => `${String(call.arguments[0])}\n`).join("") };
}

describe("npm run alerts", () => {
  it("lists the catalogue of a stack", async (t) => {
    const { code, text } = await printed(t, []);
    assert.equal(code, 0);
    assert.match(text, /^local: \d+ alerts, 0 channels\n/);
    assert.match(text, /^pod-restarts +every 5m × 33 +warning 1, critical 3 +warning, critical$/m);
    assert.match(text, /No channel is declared/);
  });

  it("shows one alert in full, with what to do", async (t) => {
    const { code, text } = await printed(t, ["local", "pod-restarts"]);
    assert.equal(code, 0);
    assert.match(text, /^pod-restarts: A container restarts\n/);
    assert.match(text, /kubectl logs --previous/);
  });

  it("prints plain data for programs", async (t) => {
    const { text } = await printed(t, ["local", "--json"]);
    assert.deepEqual(
      (JSON.parse(text) as { id: string }[]).map(({ id }) => id),
      alertIds,
    );
  });

  it("names the alert that was probably meant", async () => {
    await assert.rejects(
      async () => alerts(["try", "pod-restart"]),
      (error) => error instanceof UserError && error.message.includes('did you mean "pod-restarts"?'),
    );
    await assert.rejects(
      async () => alerts(["try", "pod-restarts", "--stack", "roundtable"]),
      (error) => error instanceof UserError && error.message.includes("--stack local"),
    );
  });

  it("shows channels, changed limits, switched off alerts and what is not in the stack", () => {
    const everything = { severities: [], alerts: [], clusters: [], applications: [], repeatSeconds: {} };
    const routes: readonly RouteSettings[] = [
      { ...everything, channels: ["ops"] },
      { ...everything, severities: ["critical"], channels: ["pager"] },
    ];
    const settings = serving(["portal"]);
    const channel = { kind: "slack", secret: "url", options: {}, timeoutSeconds: 5, resolved: true } as const;
    const changed = {
      ...settings,
      alerts: {
        ...settings.alerts,
        channels: [
          { ...channel, name: "ops" },
          { ...channel, name: "pager" },
        ],
        routes,
      },
      tasks: {
        tasks: { "pod-restarts": { limits: { warning: 2 }, enabled: false } },
        applications: { portal: { "pod-restarts": { limits: { critical: 9 } } } },
        clusters: {},
      },
    };
    const { model, faults } = buildModel(changed);
    assert.deepEqual(faults, []);
    const text = alertTable(listedAlerts(model, changed), "test", 2);
    assert.match(text, /^test: \d+ alerts, 2 channels/);
    assert.match(
      text,
      /^pod-restarts \(switched off\) +every 5m +warning 2, critical 3, 1 exceptions +warning → ops, critical → ops pager$/m,
    );
    assert.match(text, /^ {2}site-unreachable needs bucket telegraf$/m);
  });
});

describe("docs/alert-catalogue.md", () => {
  it("is what `npm run generate` writes", async () => {
    assert.equal(await readFile(join(projectRoot, "docs/alert-catalogue.md"), "utf8"), cataloguePage());
  });
});
