/**
 * Real telegraf, real InfluxDB, small endpoints: what alerts read arrives where they read it, with the tags and the
 * types that model/collectors says.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Shape } from "../../model/collectors/shape.ts";
import { shapes } from "../../model/collectors/shapes.ts";
import { destinationOf } from "../../telegraf/placement.ts";
import { queryRows } from "../support/influxd.ts";
import { until } from "../support/until.ts";
import { lacks, seriesOf } from "./support/series.ts";
import { sharedBucket } from "./support/settings.ts";
import { cluster, startWorld, type World } from "./support/world.ts";

/** What nothing here feeds: applications' events come over Kafka, and the rest InfluxDB and its tasks write. */
const unfed = (shape: Shape): boolean =>
  /kafka_consumer|^InfluxDB|^the (?:delivery|heartbeat)/.test(shape.from);

/** Tags and fields that nothing here feeds, by measurement. */
const missing: Readonly<Record<string, readonly string[]>> = {
  // The one agent asks for nodes, so that one that does not answer is seen: it has no `host`. Nodes have no namespace.
  kubernetes_node: ["host", "cluster_namespace"],
  // Read from the utmp of the machine, which those of today do not have.
  system: ["n_users"],
  // Each agent has one output, whose alias says which. The id changes with the configuration: a new series each time.
  internal_write: ["_id"],
  // Of pods that are discovered: that needs an API server that can be watched.
  prometheus_kafka: ["pod_name"],
  // No path says which nodes lack an image; a script has to count them.
  nublado_prepuller: ["missing_nodes"],
  // Only a certificate that is not valid has an error; a test of its own.
  x509_cert: ["verification_error"],
};

for (const layout of ["applications", "shared"] as const) {
  void describe(`layout ${layout}`, () => {
    let world: World;
    before(async () => {
      world = await startWorld(layout);
    });
    after(() => world.stop());

    for (const shape of shapes.filter((each) => !unfed(each))) {
      void test(`${shape.measurement} arrives in the home ${shape.home}`, async () => {
        const { placement } = world;
        const homes = shape.home === "*" ? ["times-square", "nublado"] : [shape.home];
        for (const home of homes) {
          const place = destinationOf(home, placement) ?? assert.fail(`no bucket for ${home}`);
          const absent = missing[shape.measurement] ?? [];
          const fields = Object.entries(shape.fields).filter(([field]) => !absent.includes(field));
          const tags = shape.tags.filter((tag) => !absent.includes(tag));
          let lacking: readonly string[] = [];
          await until(`${shape.measurement} is whole`, async () => {
            world.expectAlive();
            const here = (await seriesOf(world.server, place.bucket, shape.measurement)).filter(
              ({ tags: { application } }) => application === place.application,
            );
            lacking = lacks(here, fields, tags);
            return lacking.length === 0 ? true : undefined;
          }).catch((error: unknown) => {
            throw new Error(`${place.bucket} lacks ${lacking.join(", ")}\n${world.log()}`, { cause: error });
          });
        }
      });
    }

    void test("every point is in the bucket of its home, and in no other", async () => {
      const where = new Map<string, Set<string>>();
      for (const bucket of world.placement.buckets) {
        for (const { measurement } of await seriesOf(world.server, bucket)) {
          where.set(measurement, (where.get(measurement) ?? new Set()).add(bucket));
        }
      }
      for (const { measurement, home } of shapes.filter((each) => !unfed(each) && each.home !== "*")) {
        const bucket = destinationOf(home, world.placement)?.bucket;
        assert.deepEqual([...(where.get(measurement) ?? [])], [bucket], measurement);
      }
    });

    void test("no exporter can say which cluster it is of; what it says is kept beside", async () => {
      const { bucket } = destinationOf("nublado", world.placement) ?? assert.fail();
      const hub = (await seriesOf(world.server, bucket, "prometheus_hub")).filter(
        ({ field }) => field === "jupyterhub_total_users",
      );
      const [{ tags } = assert.fail("no hub")] = hub;
      assert.equal(hub.length, 1);
      assert.equal(tags["cluster"], cluster);
      assert.equal(tags["environment"], "data-dev.lsst.cloud");
      assert.equal(tags["exported_cluster"], "not-ours");
      assert.equal(tags["exported_environment"], "not-ours");
      assert.equal(tags["exported_application"], "not-ours");
      assert.equal(tags["exported_url"], "not-ours");
      assert.match(String(tags["url"]), /^http:\/\/localhost:\d+\/hub\/metrics$/);
      assert.equal(tags["application"], layout === "shared" ? "nublado" : undefined);
      assert.equal(tags["home__"], undefined);
      assert.equal(tags["bucket__"], undefined);
    });

    void test("histograms come whole, by bound", async () => {
      const { bucket } = destinationOf("nublado", world.placement) ?? assert.fail();
      const found = (await seriesOf(world.server, bucket, "prometheus_hub")).filter(({ field }) =>
        field.startsWith("h_"),
      );
      const bounds = found.map(({ field, tags: { le } }) =>
        le === undefined ? field : `${field} ${String(le)}`,
      );
      assert.deepEqual(bounds.sort(), ["h_bucket +Inf", "h_bucket 0.5", "h_count", "h_sum"]);
    });

    void test("load and disks of a node have a home, under the node's name and paths", async () => {
      const { bucket } = destinationOf("telegraf-ds", world.placement) ?? assert.fail();
      const found = await seriesOf(world.server, bucket);
      for (const name of ["cpu", "disk", "kernel"]) {
        const series = found.filter(({ measurement }) => measurement === name);
        assert.ok(series.length > 0, `no ${name}`);
        assert.deepEqual(new Set(series.map(({ tags }) => tags["host"])), new Set(["node-1"]));
      }
      const paths = found.flatMap(({ measurement, tags: { path } }) =>
        measurement === "disk" ? [String(path)] : [],
      );
      assert.ok(paths.includes("/"), String(paths));
      assert.deepEqual(
        paths.filter((path) => path.includes("hostfs")),
        [],
      );
    });

    void test("what a Prometheus has collected comes with its own labels and instants", async () => {
      const { bucket } = destinationOf("monitoring", world.placement) ?? assert.fail();
      const flux = `from(bucket: "${bucket}") |> range(start: -1h) |> filter(fn: (r) => r._field == "up") |> first()`;
      const [row] = await queryRows(world.server, flux);
      assert.deepEqual(
        [row?.["_measurement"], row?.["job"], row?.["url"]],
        ["prometheus_federated", "a b", undefined],
      );
      assert.ok(Date.parse(String(row?.["_time"])) < Date.now() - 29_000);
    });

    void test("pods of a lab are the application's, and those of nobody are in the fallback", async () => {
      const { placement, server } = world;
      const namespaces = async (home: string) => {
        const { bucket } = destinationOf(home, placement) ?? assert.fail();
        const found = (await seriesOf(server, bucket)).filter(
          ({ measurement, tags }) =>
            measurement.startsWith("kubernetes_pod_") &&
            (layout !== "shared" || bucket !== sharedBucket || tags["application"] === home),
        );
        return [...new Set(found.map(({ tags }) => tags["namespace"]))].sort();
      };
      assert.deepEqual(await namespaces("nublado"), ["nublado", "nublado-someone"]);
      assert.deepEqual(await namespaces("times-square"), ["times-square"]);
      assert.deepEqual(await namespaces("kubernetes"), ["kube-system"]);
    });

    void test("a pod is written once: by the agent of its node, or by the one agent if it has none", async () => {
      const { bucket } = destinationOf("times-square", world.placement) ?? assert.fail();
      const found = (await seriesOf(world.server, bucket, "kubernetes_pod_container")).filter(
        ({ field, tags }) => field === "restarts_total" && tags["namespace"] === "times-square",
      );
      const seen = new Set(found.map(({ tags }) => `${String(tags["pod_name"])} ${String(tags["host"])}`));
      assert.deepEqual([...seen].sort(), ["waiting undefined", "web node-1"]);
      const waiting = found.filter(({ tags }) => tags["pod_name"] === "waiting");
      assert.deepEqual(new Set(waiting.map(({ tags }) => tags["phase"])), new Set(["Pending"]));
    });

    void test("an application's point on the socket of its node comes to its bucket", async () => {
      const { bucket } = destinationOf("mobu", world.placement) ?? assert.fail();
      await until("the point of the socket is there", async () => {
        const found = (await seriesOf(world.server, bucket)).filter(
          ({ measurement }) => measurement === "own",
        );
        const [tags] = found.map((each) => each.tags);
        if (tags === undefined) return undefined;
        const application = layout === "shared" ? "mobu" : undefined;
        assert.deepEqual(
          [tags["cluster"], tags["application"], tags["host"]],
          [cluster, application, "node-1"],
        );
        assert.deepEqual([tags["namespace"], tags["exported_namespace"]], ["found", "said"]);
        return true;
      });
    });

    void test("points of applications that this cluster does not have stay apart", async () => {
      const { bucket } = destinationOf("telegraf-ds", world.placement) ?? assert.fail();
      await until("the points of strangers are there", async () => {
        const rows = await queryRows(
          world.server,
          `from(bucket: "${bucket}") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "stray") |> group()`,
        );
        if (rows.length === 0) return undefined;
        const said = rows.map((row) =>
          ["_value", "application", "exported_application", "exported_exported_application"].map(
            (column) => row[column],
          ),
        );
        const application = layout === "shared" ? "telegraf-ds" : undefined;
        assert.deepEqual(said.sort(), [
          [0, application, "foo", undefined],
          [1, application, "bar", undefined],
          [2, application, "foo", "bar"],
        ]);
        return true;
      });
    });

    void test("a certificate that is nobody's is told as such, with what is left of it", async () => {
      const { bucket } = destinationOf("telegraf", world.placement) ?? assert.fail();
      const rows = await queryRows(
        world.server,
        `from(bucket: "${bucket}") |> range(start: -1h) |> last()
           |> filter(fn: (r) => r._measurement == "x509_cert" and r._field == "expiry" and r.verification == "invalid")
           |> group() |> keep(columns: ["_value", "common_name"])`,
      );
      const left = rows.find(({ common_name }) => common_name === "expiring")?.["_value"];
      assert.ok(typeof left === "number" && left > 2 * 86_400 && left < 3 * 86_400, String(left));
    });

    void test("nothing was lost or refused on the way", () => {
      const errors = world.log().match(/^.*(?: E! |rejected|dropped).*$/gm) ?? [];
      assert.deepEqual(errors, []);
    });
  });
}
