/** Whether backups fit where they go. */
import type { CapacityEstimate } from "../capacity/estimate.ts";
import { sizeText } from "../capacity/sizes.ts";
import { setCommand, whereKey } from "../keys.ts";
import type { ReleaseSettings } from "../releases.ts";
import type { ConfigurationSource } from "../settings.ts";
import { quantityOf } from "./quantities.ts";

const gibibyte = 2 ** 30;

/**
 * What a preview says of a volume that will be too small: it holds all backups that are kept, and the one that is being
 * made. Of a claim that is there nobody knows the size. Nothing where it is unknown how much is saved.
 */
export function backupWarnings(
  releases: ReleaseSettings | undefined,
  estimate: Pick<CapacityEstimate, "totalBytes"> | undefined,
  source: ConfigurationSource,
): readonly string[] {
  const { backup } = releases?.influxdb ?? {};
  if (backup?.target.kind !== "volume" || estimate === undefined) return [];
  const { totalBytes } = estimate;
  const bytes = quantityOf(backup.target.size) ?? 0;
  const needed = totalBytes * (backup.keep + 1);
  if (needed <= bytes) return [];
  const path = ["releases", "influxdb", "backup"];
  const size = [...path, "volume", "size"];
  const fewer = Math.floor(bytes / totalBytes) - 1;
  const mend = [
    `enlarge it: ${setCommand(source, size, `${Math.ceil(needed / gibibyte)}Gi`)}`,
    ...(fewer < 1 ? [] : [`or keep fewer: ${setCommand(source, [...path, "keep"], String(fewer))}`]),
  ];
  return [
    `${whereKey(source, size)}: \`${backup.target.size}\`, for ${backup.keep} backups of up to ${sizeText(totalBytes)} each, and the one that is being made. Expected: at least ${sizeText(needed)}; on a full volume no backup is ever complete. To mend: ${mend.join("; ")}`,
  ];
}
