/** What the story of every alert cannot show: what is new, what is gone, and what stops. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { type AlertWorld, alertParts, alertWorld } from "../support/alerts.ts";

const parts = alertParts();

const makeWorld = (id: string): Promise<AlertWorld> => alertWorld(parts, id);

/** A minute of points each from one minute to another. */
async function fill(world: AlertWorld, from: number, to: number, points: readonly Point[]): Promise<void> {
  await world.writeAll(Array.from({ length: to - from + 1 }, (_, passed) => [from + passed, points]));
}

/** What is sent when the alert and the delivery run at that minute: severity, subject and text. */
async function said(world: AlertWorld, minute: number): Promise<readonly (readonly string[])[]> {
  await world.find(minute + 1 / 60);
  await world.deliver(minute + 1);
  return world.messages().map(({ severity, subject, text }) => [severity, subject, text]);
}

describe("platform alerts", { concurrency: 3 }, () => {
  test("a credential that Vault no longer answers for is critical", async () => {
    const world = await makeWorld("vault-credential-expiring");
    const token = (name: string): Point => ({
      measurement: "vault_token",
      tags: { cluster: "idfdev", display_name: name },
      fields: { ttl: 8_640_000n, creation_ttl: 8_640_000n },
    });
    await fill(world, 1, 60, [token("ends"), token("lasts")]);
    await fill(world, 61, 240, [token("lasts")]);
    assert.deepEqual(await said(world, 179), []);
    assert.deepEqual(await said(world, 181), [
      ["critical", "ends", "no answer for 2 hours (more than 2 hours): expired or revoked"],
    ]);
  });

  test("an application is found when it is not healthy for long enough, and not when it is gone", async () => {
    const world = await makeWorld("argocd-app-unhealthy");
    const app = (name: string, health: string): Point => ({
      measurement: "prometheus_application_controller",
      tags: { cluster: "idfdev", name, project: "rsp", health_status: health, sync_status: "OutOfSync" },
      fields: { argocd_app_info: 1 },
    });
    const healthy = app("healthy", "Healthy");
    await fill(world, 1, 20, [healthy, app("gone", "Degraded")]);
    await fill(world, 21, 40, [healthy, app("new", "Unknown")]);
    assert.deepEqual(await said(world, 30), []);
    assert.deepEqual(await said(world, 35), []);
    assert.deepEqual(await said(world, 36), [
      ["warning", "new", "health Unknown for 15 minutes, sync OutOfSync, project rsp"],
    ]);
  });

  test("an application whose first sync of all fails is found", async () => {
    const world = await makeWorld("argocd-sync-failed");
    const tags = { cluster: "idfdev", name: "portal", project: "rsp" };
    const measurement = "prometheus_application_controller";
    await fill(world, 1, 20, [
      { measurement, tags: { ...tags, health_status: "Missing" }, fields: { argocd_app_info: 1 } },
    ]);
    assert.deepEqual(await said(world, 15), []);
    const failed = { measurement, tags: { ...tags, phase: "Error" }, fields: { argocd_app_sync_total: 1 } };
    await fill(world, 18, 20, [failed]);
    assert.deepEqual(await said(world, 20), [
      ["warning", "portal", "syncs of the last 10m: 0 Failed, 1 Error"],
    ]);
  });

  test("a certificate that lives for a day is critical when half of its time for renewal is over", async () => {
    const world = await makeWorld("certificate-renewal-overdue");
    const now = Date.UTC(2020, 0, 15, 0, 10) / 1000;
    const certificate = (name: string, renewal: number, expiration: number): Point => ({
      measurement: "prometheus_cert_manager",
      tags: { cluster: "idfdev", namespace: "portal", name },
      fields: {
        certmanager_certificate_renewal_timestamp_seconds: now + renewal,
        certmanager_certificate_expiration_timestamp_seconds: now + expiration,
      },
    });
    const all = [
      certificate("early", -3_600, 7_200),
      certificate("late", -7_200, 3_600),
      certificate("expired", -86_400, -3_660),
    ];
    await world.write(all, 10);
    assert.deepEqual([...(await said(world, 10))].sort(), [
      ["critical", "portal/expired", "expired 61 minutes ago"],
      ["critical", "portal/late", "expires in 59 minutes (less than 14 days)"],
    ]);
  });

  test("a user who stops is fine, also when no user is refused any more", async () => {
    const world = await makeWorld("rate-limited");
    const refused = Array.from({ length: 20 }, (_, service): Point => ({
      measurement: "lsst.square.metrics.events.gafaelfawr.rate_limit",
      tags: { cluster: "idfdev", username: "somebody", service: `service-${service}` },
      fields: { id: "1" },
    }));
    await fill(world, 1, 3, refused);
    const [first] = await said(world, 5);
    assert.deepEqual(first?.slice(0, 2), ["info", "somebody"]);
    for (const minute of [10, 15, 20]) assert.deepEqual(await said(world, minute), [], `${minute}`);
    assert.deepEqual(
      (await said(world, 25)).map(([severity]) => severity),
      ["resolved"],
    );
  });

  test("a flock is known for a day and a half", async () => {
    const world = await makeWorld("synthetic-silent");
    const query = (flock: string | undefined): Point => ({
      measurement: "lsst.square.metrics.events.mobu.tap_query",
      tags: { cluster: "idfdev", flock, business: "TAPQueryRunner", username: "bot-mobu", success: "true" },
      fields: { id: "1" },
    });
    await world.write([query("removed")], 1);
    await world.write([query("silent")], 60);
    await world.write([query(undefined)], 61);
    assert.deepEqual(await said(world, 36 * 60 + 30), [
      ["warning", "silent", "no event for 35 hours (more than 30 minutes); the last was of TAPQueryRunner"],
    ]);
  });

  test("what changes a secret is told of, and what reads one is not", async () => {
    const world = await makeWorld("vault-secret-changed");
    const requests = [
      ["create", "secret/data/new", "kv"],
      ["update", "secret/destroy/versions", "kv"],
      ["delete", "secret/metadata/all", "kv"],
      ["delete", "secret/data/newest", "kv"],
      ["update", "secret/metadata/settings", "kv"],
      ["list", "secret/metadata/list", "kv"],
      ["update", "auth/data/login", "approle"],
    ] as const;
    await world.write(
      requests.map(([operation, path, mount_type]): Point => ({
        measurement: "vault_audit",
        // The cluster tells apart what is in the same second here.
        tags: { cluster: path, operation, type: "response", mount_type },
        fields: { path, display_name: "somebody" },
      })),
      1,
    );
    assert.deepEqual((await said(world, 5)).map(([, subject]) => subject).sort(), [
      "secret/data/new",
      "secret/data/newest",
      "secret/destroy/versions",
      "secret/metadata/all",
    ]);
  });
});
