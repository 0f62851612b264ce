/** From what a stack file says of downsampling to settings. */
import type { Fault } from "../model/faults.ts";
import type { ConfigurationSource, DownsamplingSettings } from "../model/settings.ts";
import { present } from "./forms.ts";
import type { PartialConfiguration } from "./partial.ts";
import { missingIn } from "./required.ts";

/** What a rule must have. */
const required = ["source", "window", "functions", "destination", "retention"] as const;

/** The rules that have all they need, and a fault for each thing that another one lacks. */
export function downsamplingSettings(
  source: ConfigurationSource,
  partial: PartialConfiguration,
): { readonly rules: readonly DownsamplingSettings[]; readonly faults: readonly Fault[] } {
  const rules: DownsamplingSettings[] = [];
  const faults: Fault[] = [];
  for (const [name, given] of Object.entries(partial.configuration.downsampling)) {
    faults.push(...missingIn(["downsampling", name], given, required, { source, partial }));
    const { source: reads, window, functions, destination, retention: kept } = given;
    if (reads === undefined || destination === undefined) continue;
    if (window === undefined || functions === undefined || kept === undefined) continue;
    rules.push({
      name,
      source: reads,
      measurements: present(given.measurements),
      windowSeconds: window,
      functions: present(functions),
      destination,
      retentionSeconds: kept,
      latenessSeconds: given.lateness,
      catchUpSeconds: given.catchUp,
    });
  }
  return { rules, faults };
}
