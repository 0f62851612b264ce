/** Other names for tags, fields and measurements. */
import { z } from "zod";
import { processor, text } from "../plugin.ts";

export const rename = processor("rename", {
  replace: z.array(
    z.strictObject({
      measurement: text.optional(),
      tag: text.optional(),
      field: text.optional(),
      dest: text,
    }),
  ),
});
