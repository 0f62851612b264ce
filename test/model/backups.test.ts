/** What a preview says of a volume that the backups will fill. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backupWarnings } from "../../model/releases/backups.ts";
import type { BackupTarget } from "../../model/releases.ts";
import { influxdbRelease } from "../components/releases.ts";

const source = { stack: "roundtable", file: "Pulumi.roundtable.yaml" };
const gibibyte = 2 ** 30;
const key = "monitoring:releases.influxdb.backup";

const warned = (target: BackupTarget, keep: number, gibibytes: number | undefined): readonly string[] => {
  const backup = { schedule: "17 3 * * *", timeZone: "Etc/UTC", keep, target };
  const estimate = gibibytes === undefined ? undefined : { totalBytes: gibibytes * gibibyte };
  return backupWarnings({ influxdb: { ...influxdbRelease, backup } }, estimate, source);
};
const volume = (size: string): BackupTarget => ({ kind: "volume", size });
const set = (name: string, value: string) =>
  `pulumi config set --path ${key}.${name} ${value} --stack roundtable`;

describe("a volume for backups", () => {
  it("is too small for all that are kept and the one that is being made", () => {
    const [warning = "", ...others] = warned(volume("40Gi"), 7, 6.6);
    assert.deepEqual(others, []);
    assert.ok(warning.startsWith(`Pulumi.roundtable.yaml: ${key}.volume.size: \`40Gi\`, for 7 backups`));
    assert.ok(warning.includes("up to 6.6 GiB each"));
    assert.ok(warning.endsWith(`${set("volume.size", "53Gi")}; or keep fewer: ${set("keep", "5")}`));
  });

  it("is well as the warning says", () => {
    assert.deepEqual(warned(volume("53Gi"), 7, 6.6), []);
    assert.deepEqual(warned(volume("40Gi"), 5, 6.6), []);
    assert.equal(warned(volume("40Gi"), 6, 6.6).length, 1);
    assert.deepEqual(warned(volume("16Gi"), 7, 2), []);
  });

  it("is not helped by keeping fewer where not even one is left", () => {
    const [warning = ""] = warned(volume("10Gi"), 1, 6.6);
    assert.ok(warning.endsWith(set("volume.size", "14Gi")));
  });

  it("is well where nothing says how large it is, or what is saved", () => {
    assert.deepEqual(warned({ kind: "claim", claim: "nfs" }, 7, 6.6), []);
    assert.deepEqual(warned({ kind: "s3", bucket: "backups", prefix: "influxdb" }, 7, 6.6), []);
    assert.deepEqual(warned(volume("1Gi"), 7, undefined), []);
    assert.deepEqual(warned(volume("1Gi"), 7, 0), []);
    assert.deepEqual(backupWarnings(undefined, { totalBytes: gibibyte }, source), []);
    assert.deepEqual(backupWarnings({ influxdb: influxdbRelease }, { totalBytes: gibibyte }, source), []);
  });
});
