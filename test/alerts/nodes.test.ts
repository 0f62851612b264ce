/** What the rows of nodes cannot show. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { finder } from "./found.ts";

const find = finder();
const host = { cluster: "idfdev", host: "node-1" } as const;

describe("node-disk", { concurrency: 4 }, () => {
  const disk = (path: string, tags: Point["tags"], space: number, inodes: number): Point => ({
    measurement: "disk",
    tags: { ...host, path, device: "sda1", fstype: "ext4", ...tags },
    fields: { used_percent: space, inodes_used_percent: inodes },
  });

  test("inodes count as space does, and a device that is mounted twice counts once", async () => {
    const points = (): readonly Point[] => [
      disk("/data", {}, 20, 96),
      disk("/data/bound", {}, 20, 96),
      disk("/", { device: "sdb1" }, 90, 10),
      disk("/", { device: "sdb1", host: "node-2" }, 91, 10),
    ];
    assert.deepEqual(await find("node-disk", points, 15), {
      "node-1 /": "space used to 90% (above 85% for 10m)",
      "node-1 /data": "inodes used to 96% (above 95% for 10m)",
      "node-2 /": "space used to 91% (above 85% for 10m)",
    });
  });

  test("memory that is mounted is told apart by its path", async () => {
    const memory = { device: "tmpfs", fstype: "tmpfs" };
    const points = (): readonly Point[] => [disk("/a", memory, 5, 1), disk("/long", memory, 90, 1)];
    assert.deepEqual(Object.keys(await find("node-disk", points, 15)), ["node-1 /long"]);
  });
});

test("node-pressure: memory is found as load is, each for itself", async () => {
  const points = (minute: number): readonly Point[] => [
    { measurement: "mem", tags: host, fields: { available_percent: 4.9 } },
    {
      measurement: "mem",
      tags: { ...host, host: "node-2" },
      fields: { available_percent: minute % 14 === 0 ? 5 : 1 },
    },
    // In points of their own, as older versions of telegraf write them.
    { measurement: "system", tags: host, fields: minute % 2 === 0 ? { load5: 16.5 } : { n_cpus: 8n } },
  ];
  assert.deepEqual(await find("node-pressure", points, 20), {
    "node-1 load": "load of 16.5 on 8 CPUs (above 2 for each for 15m)",
    "node-1 memory": "4.9% of memory available (below 5% for 15m)",
  });
});
