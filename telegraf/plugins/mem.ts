/** Memory of the machine. */
import { flag, input } from "../plugin.ts";

export const mem = input("mem", { collect_extended: flag.optional() });
