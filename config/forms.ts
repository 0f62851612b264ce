import { z } from "zod";

/** Text or number, as both sources write durations, to seconds. */
export function duration(check: (text: string) => number | { readonly expected: string }) {
  return z.union([z.string(), z.number()]).transform((written, context) => {
    const seconds = check(String(written).trim());
    if (typeof seconds === "number") return seconds;
    context.issues.push({ code: "custom", message: seconds.expected, input: written });
    return z.NEVER;
  });
}
