/** What telegraf says of itself. */
import { flag, input } from "../plugin.ts";

export const internal = input("internal", {
  collect_memstats: flag.optional(),
  collect_gostats: flag.optional(),
  per_instance: flag.optional(),
});
