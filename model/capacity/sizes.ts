/** Sizes for people. */

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** About so many bytes: `512 B`, `1.4 GiB`. Three digits are more than an estimate knows. */
export function sizeText(bytes: number): string {
  let left = bytes;
  let unit = 0;
  while (left >= 999.5 && unit < units.length - 1) {
    left /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || left >= 9.95 ? 0 : 1;
  return `${left.toFixed(digits).replace(/\.0$/, "")} ${units[unit] ?? ""}`;
}
