/** A small program over each point. */
import { z } from "zod";
import { processor, text } from "../plugin.ts";

export const starlark = processor("starlark", {
  source: text,
  constants: z
    .record(z.string(), z.union([text, z.boolean(), z.array(text), z.record(z.string(), text)]))
    .optional(),
});
