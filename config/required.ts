/** Keys that must be there. To the schema they are optional, so that what is around a missing one is read all the same. */
import type { Fault } from "../model/faults.ts";
import { keyFault, keyText, type KeyPath, setCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { valueDoc } from "./keys.ts";
import type { PartialConfiguration } from "./partial.ts";

/** A fault for each of `keys` that the map at `path` lacks, and that was not a fault before. */
export function missingIn(
  path: KeyPath,
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  { source, partial }: { readonly source: ConfigurationSource; readonly partial: PartialConfiguration },
): Fault[] {
  return keys
    .filter((key) => given[key] === undefined && !partial.faulty(...path, key))
    .map((key) => {
      const here = [...path, key];
      const doc = valueDoc(here);
      const item = doc?.kind === "list" ? [...here, 0] : here;
      const example = valueDoc(item)?.example;
      return keyFault(source, here, {
        found: "nothing",
        expected: doc?.expects ?? "a value",
        mend:
          example === undefined
            ? `add ${keyText(here)} in ${source.file}`
            : setCommand(source, item, example),
      });
    });
}
