/** What containers ask for and may have: what of it Kubernetes refuses, and what points kept in memory take of it. */
import type { Resources } from "./cluster.ts";
import type { Fault } from "./faults.ts";
import { keyFault, type KeyPath, setCommand } from "./keys.ts";
import { quantityOf } from "./releases/quantities.ts";
import type { ConfigurationSource } from "./settings.ts";

/** More asked for than may be had, at most once for each amount: the API server refuses it. @param path of `resources` */
export function resourceFaults(
  source: ConfigurationSource,
  path: KeyPath,
  { requests, limits }: Resources,
): readonly Fault[] {
  return (["cpu", "memory"] as const).flatMap((amount) => {
    const [asked, most] = [requests?.[amount], limits?.[amount]];
    if (asked === undefined || most === undefined) return [];
    if ((quantityOf(asked) ?? 0) <= (quantityOf(most) ?? 0)) return [];
    const at = [...path, "limits", amount];
    return [
      keyFault(source, at, {
        found: `\`${most}\`, less than the \`${asked}\` that are asked for`,
        expected: `at least \`${asked}\``,
        mend: setCommand(source, at, asked),
      }),
    ];
  });
}

/** Part of its limit of memory that a container may fill with points: it needs the rest to read and to write them. */
const bufferShare = 0.7;

/** How many points a limit of memory has room for, and what is expected where there are more. @param size of a point, in bytes */
export function roomIn(limit: string, size: number): { readonly most: number; readonly expected: string } {
  const most = Math.floor(((quantityOf(limit) ?? 0) * bufferShare) / size);
  const share = Math.round(bufferShare * 100);
  return { most, expected: `at most ${most}, which take ${share} % of its limit of memory, \`${limit}\`` };
}

/** A limit of memory, in Kubernetes' notation, that has room for so many bytes of points; in steps of 128Mi. */
export function limitFor(bytes: number): string {
  const step = 128;
  return `${Math.ceil(bytes / bufferShare / 2 ** 20 / step) * step}Mi`;
}
