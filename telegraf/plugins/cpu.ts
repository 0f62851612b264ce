/** Load of processors. Rates need two samples: the first interval gives nothing. */
import { flag, input } from "../plugin.ts";

export const cpu = input("cpu", {
  percpu: flag.optional(),
  totalcpu: flag.optional(),
  collect_cpu_time: flag.optional(),
  report_active: flag.optional(),
  core_tags: flag.optional(),
});
