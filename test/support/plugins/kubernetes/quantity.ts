/** Amounts of memory, processors and the like as the server writes them: `1024Mi` is `1Gi`, `0.5` is `500m`. */
import { isRecord, type Value } from "../../../../packages/influxdb/definition/values.ts";

const NANO = 1_000_000_000n;
const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** A quantity in the server's own notation; anything else as it is. */
export function canonicalQuantity(value: Value): Value {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const match = /^(\d+)(?:\.(\d{1,9}))?(n|u|m|k|[MGTPE]i?|Ki)?$/.exec(String(value));
  if (match === null) return value;
  const [, whole = "", fraction = "", suffix = ""] = match;
  const nanos = BigInt(whole + fraction.padEnd(9, "0"));
  if (!suffix.endsWith("i")) return decimal((nanos * 1000n ** BigInt(DECIMAL.indexOf(suffix))) / NANO);
  const all = nanos * 1024n ** BigInt(BINARY.indexOf(suffix));
  // What is less than one of the smallest binary unit, or no whole number, the server writes as a decimal.
  if (all < 1024n * NANO || all % NANO !== 0n) return decimal(all);
  return scaled(all / NANO, 1024n, BINARY);
}

function decimal(nanos: bigint): string {
  return scaled(nanos, 1000n, DECIMAL);
}

/** With the largest suffix that leaves a whole number. */
function scaled(amount: bigint, step: bigint, suffixes: readonly string[]): string {
  let [rest, index] = [amount, 0];
  while (rest !== 0n && rest % step === 0n && index < suffixes.length - 1) {
    rest /= step;
    index += 1;
  }
  return rest === 0n ? "0" : `${rest}${suffixes[index] ?? ""}`;
}

/** Fields whose values are quantities by name of what they are of. */
const MAPS = new Set(["requests", "limits", "capacity", "hard"]);

/** The same with every quantity in it as the server writes it. */
export function withCanonicalQuantities(value: Value, key = ""): Value {
  if (key === "sizeLimit") return canonicalQuantity(value);
  if (Array.isArray(value)) return value.map((item: Value) => withCanonicalQuantities(item));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  if (MAPS.has(key))
    return Object.fromEntries(entries.map(([name, item]) => [name, canonicalQuantity(item)]));
  return Object.fromEntries(entries.map(([name, item]) => [name, withCanonicalQuantities(item, name)]));
}
