/** Load, processors, users and uptime of the machine. */
import { z } from "zod";
import { input } from "../plugin.ts";

export const system = input("system", {
  include: z.array(z.enum(["legacy", "load", "users", "cpus", "uptime", "os", "dmi"])).optional(),
});
