/** What the pods of backups run, against a real server: what was saved comes back, into this server and into an empty one. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { backUp, prune, restore } from "../../components/influxdb/scripts.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import { influx } from "../../tools/toolchain/parts.ts";
import { api, makeBucket, queryRows, startServer, type TestServer, writeLines } from "../support/influxd.ts";

describe("the scripts of backups", () => {
  const directory = mkdtempSync(join(tmpdir(), "backups-"));
  const older = ["20200101T000000Z", "20200102T000000Z", "20200103T000000Z"];
  let server: TestServer;
  let path: string;

  before(async () => {
    path = [dirname((await ensure(influx)).path), process.env["PATH"]].join(delimiter);
    server = await startServer();
    await makeBucket(server, "portal");
    await writeLines(server, "portal", ["m f=1 1700000000", "m f=2 1700000060"]);
  });

  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  const run = (script: string, { url, token }: TestServer): Promise<{ readonly stdout: string }> =>
    promisify(execFile)("sh", ["-c", script], {
      env: {
        ...{ PATH: path, HOME: directory, DIRECTORY: directory, KEEP: "2" },
        ...{ INFLUX_HOST: url, INFLUX_TOKEN: token, INFLUX_CONFIGS_PATH: join(directory, "none") },
      },
    });

  const points = async (from: TestServer): Promise<readonly unknown[]> => {
    const rows = await queryRows(from, 'from(bucket: "portal") |> range(start: 0)');
    return rows.map(({ _value }) => _value);
  };

  it("keep as many as they are told, and clear what was not finished", async () => {
    for (const name of [...older, "20200104T000000Z.partial"]) mkdirSync(join(directory, name));
    const { stdout } = await run(`${backUp}${prune}`, server);
    const made = /^made (\d{8}T\d{6}Z)$/m.exec(stdout)?.[1];
    assert.deepEqual(readdirSync(directory).sort(), [older[2], made]);
  });

  it("bring back what was removed, and remove what was not there", async () => {
    const answer: unknown = JSON.parse(await api(server, "GET", "/api/v2/buckets?name=portal"));
    const [id = ""] = /[0-9a-f]{16}/.exec(JSON.stringify(answer)) ?? [];
    await api(server, "DELETE", `/api/v2/buckets/${id}`);
    await makeBucket(server, "later");
    await run(restore, server);
    assert.deepEqual(await points(server), [1, 2]);
    assert.doesNotMatch(await api(server, "GET", "/api/v2/buckets"), /"later"/);
  });

  it("bring it into an empty server with the same operator's token", async () => {
    const empty = await startServer();
    try {
      await run(restore, empty);
      // Its ids are those of the backup now.
      assert.deepEqual(await points({ ...empty, orgId: server.orgId }), [1, 2]);
    } finally {
      await empty.stop();
    }
  });
});
