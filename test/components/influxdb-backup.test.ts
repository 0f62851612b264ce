/** What the pods of backups run, against a real server: what was saved comes back, into this server and into an empty one. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { backUpAndPrune, restore, upload } from "../../components/influxdb/scripts.ts";
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

  it("make room before they need it, and leave none of what failed", async () => {
    for (const name of [...older, "20200104T000000Z.partial"]) mkdirSync(join(directory, name));
    // As on a full volume: it fails while it writes.
    await assert.rejects(run(`ulimit -f 1\n${backUpAndPrune}`, server), /file too large/);
    assert.deepEqual(readdirSync(directory).sort(), older.slice(1));
  });

  it("keep as many as they are told, and clear what was not finished", async () => {
    for (const name of [...older, "20200104T000000Z.partial"])
      mkdirSync(join(directory, name), { recursive: true });
    const { stdout } = await run(backUpAndPrune, server);
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

describe("the script that takes backups to a store", () => {
  const directory = mkdtempSync(join(tmpdir(), "uploads-"));
  const stored = ["20200101T000000Z", "20200102T000000Z", "20200103T000000Z", "20200104T000000Z"];
  const [first, second, ...last] = stored;
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** What it removes. `lists`: what a stand-in for rclone does where it is asked for manifests; real stores do not fail when told to. */
  const removed = async (
    lists: string,
  ): Promise<{ readonly removed: readonly string[]; readonly well: boolean }> => {
    const manifests = `case "$*" in lsf*-R*) ${lists};;`;
    const directories = `lsf*) printf '%s/\\n' ${stored.join(" ")};;`;
    const rclone = `#!/bin/sh\n${manifests} ${directories} purge*) echo "$2" >>"$HOME/purged";; esac\n`;
    writeFileSync(join(directory, "rclone"), rclone, { mode: 0o755 });
    writeFileSync(join(directory, "purged"), "");
    const env = { PATH: [directory, process.env["PATH"]].join(delimiter), HOME: directory };
    const more = { DIRECTORY: join(directory, "made"), STORE: "s3:backups", KEEP: "2" };
    mkdirSync(join(more.DIRECTORY, "20200105T000000Z"), { recursive: true });
    const well = await promisify(execFile)("sh", ["-c", upload], { env: { ...env, ...more } }).then(
      () => true,
      () => false,
    );
    const text = readFileSync(join(directory, "purged"), "utf8");
    return { removed: [...new Set(text.split("\n"))].filter((line) => line !== ""), well };
  };

  it("removes what failed and what is too old, and never the newest that are whole", async () => {
    const complete = [first, second, last[0]].map((name) => `${name}/x.manifest`).join(" ");
    assert.deepEqual(await removed(`printf '%s\\n' ${complete}`), {
      removed: [first, last[1]].map((name) => `s3:backups/${name}`),
      well: true,
    });
  });

  it("removes nothing when it cannot see what is whole", async () => {
    assert.deepEqual(await removed("exit 3"), { removed: [], well: false });
    assert.deepEqual(await removed("true"), { removed: [], well: true });
  });
});
