import type { Properties } from "./kind.ts";

/** Properties that many kinds have in the same words. */
export const description = {
  description: {
    type: { type: "string" },
    default: "",
    doc: "Description. Default: empty. Changed in place.",
  },
} as const satisfies Properties;

export const createdAt = {
  createdAt: { type: { type: "string" }, computed: true, doc: "When it was created, RFC 3339." },
} as const satisfies Properties;
