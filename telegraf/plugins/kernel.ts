/** Counters of the kernel; with `psi` also the measurement `pressure`. */
import { z } from "zod";
import { input } from "../plugin.ts";

export const kernel = input("kernel", { collect: z.array(z.enum(["ksm", "psi"])).optional() });
