/** Kubernetes' notation of amounts: `20Gi`, `500m`, `1.5G`, `1e3`. */

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The amount that a text says (bytes of `20Gi`, processors of `500m`); undefined where it is no quantity. */
export function quantityOf(text: string): number | undefined {
  const [, number, suffix = ""] = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(factors, suffix) ? factors[suffix] : undefined;
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** Bytes as people write them: `512Mi`, or the number itself where no unit divides it. */
export function bytesText(bytes: number): string {
  for (const unit of ["Gi", "Mi", "Ki"]) {
    const factor = factors[unit] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
