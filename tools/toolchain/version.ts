/** The first `x.y.z` in a text; undefined if there is none. */
export function findVersion(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

/** Whether a version is at least `minimum` and of the same major version. */
export function accepts(minimum: string, version: string): boolean {
  return numbers(version)[0] === numbers(minimum)[0] && isAtLeast(minimum, version);
}

/** Whether a version is at least `minimum`. Missing numbers count as 0: Go says `1.26`. */
export function isAtLeast(minimum: string, version: string): boolean {
  const [wanted, found] = [numbers(minimum), numbers(version)];
  for (let i = 0; i < 3; i++) {
    const difference = (found[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  return version.split(".").map(Number);
}
