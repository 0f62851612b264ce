/** Tags that hold, whatever the point says. */
import { processor, table } from "../plugin.ts";

export const override = processor("override", { tags: table });
