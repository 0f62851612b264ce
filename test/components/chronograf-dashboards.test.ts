/** The dashboards that are shipped: Chronograf reads them, and a real server answers what their cells ask. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { dashboardFaults, type Dashboard, readDashboard } from "../../config/releases/dashboards.ts";
import { api, makeBucket, startServer, type TestServer } from "../support/influxd.ts";

const directory = new URL("../../dashboards/", import.meta.url);
const files = readdirSync(directory).map((name) => ({
  name,
  path: `dashboards/${name}`,
  text: readFileSync(new URL(name, directory), "utf8"),
}));

const dashboards = files.map(({ name, text }): readonly [string, Dashboard] => {
  const read = readDashboard(text);
  assert.ok("dashboard" in read, name);
  return [name, read.dashboard];
});

/** What Chronograf binds as `v`, in front of a query but behind its imports. */
function withVariables(query: string, variables: Readonly<Record<string, string>>): string {
  const given = Object.entries({
    timeRangeStart: "-1h",
    timeRangeStop: "now()",
    windowPeriod: "1m",
    ...variables,
  });
  const option = `option v = {${given.map(([name, value]) => `${name}: ${value}`).join(", ")}}`;
  const lines = query.split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  return [...imports, option, ...lines.filter((line) => !imports.includes(line))].join("\n");
}

describe("the shipped dashboards", () => {
  let server: TestServer;

  before(async () => {
    server = await startServer();
    for (const bucket of ["telegraf_ds", "portal"]) await makeBucket(server, bucket);
    const now = Math.floor(Date.now() / 1000);
    const node = "cluster=idfdev,host=node-1";
    const pod = "cluster=idfdev,namespace=portal,pod_name=web-1";
    const lines = [120, 60].flatMap((ago, index) => {
      const at = now - ago;
      const count = 1_000 * (index + 1);
      return {
        telegraf_ds: [
          `cpu,${node} usage_active=12.5 ${at}`,
          `mem,${node} used_percent=40 ${at}`,
          `system,${node} load5=2.5,n_cpus=4i ${at}`,
          `net,${node},interface=eth0 bytes_recv=${count}i,bytes_sent=${count}i ${at}`,
          `diskio,${node},name=sda read_bytes=${count}i,write_bytes=${count}i ${at}`,
          `disk,${node},path=/,device=sda used_percent=70 ${at}`,
        ],
        portal: [
          `kubernetes_pod_container,${pod},container_name=web cpu_usage_nanocores=500000000i,memory_working_set_bytes=${count}i ${at}`,
          `kubernetes_pod_container,${pod},container_name=web,state=running restarts_total=${index}i,state_code=0i ${at}`,
          `kubernetes_pod_container,${pod},container_name=side,state=waiting restarts_total=0i,state_code=2i ${at}`,
          `kubernetes_pod_volume,${pod},volume_name=data used_bytes=${count}i,capacity_bytes=4000i ${at}`,
        ],
      };
    });
    for (const bucket of ["telegraf_ds", "portal"] as const) {
      const text = lines.flatMap((at) => at[bucket]).join("\n");
      await api(server, "POST", `/api/v2/write?org=${server.org}&bucket=${bucket}&precision=s`, { text });
    }
  });

  after(() => server.stop());

  const ask = (query: string): Promise<string> =>
    api(server, "POST", `/api/v2/query?org=${server.org}`, { json: { query }, accept: "application/csv" });

  it("are read by Chronograf, each under an id of its own", () => {
    assert.ok(files.length > 0);
    assert.deepEqual(dashboardFaults(files, []), []);
  });

  for (const [name, { cells, templates = [] }] of dashboards) {
    const bucket = name.startsWith("nodes") ? '"telegraf_ds"' : '"portal"';
    for (const { i, queries } of cells) {
      it(`${name}: \`${i}\` finds its points`, async () => {
        const variables = { bucket, cluster: '"."', host: '"."', namespace: '"."' };
        for (const { query } of queries) {
          const answer = await ask(withVariables(query, variables));
          assert.match(answer, /node-1|web-1/, query);
          const nobody = { ...variables, cluster: '"^nobody$"' };
          assert.equal((await ask(withVariables(query, nobody))).trim(), "", query);
        }
      });
    }
    it(`${name}: its variables list what there is`, async () => {
      for (const { query, type } of templates) {
        if (type !== "flux") continue;
        const answer = await ask(query?.flux ?? "");
        assert.match(answer, /_value/);
        assert.match(answer, /telegraf_ds/);
      }
    });
  }
});
