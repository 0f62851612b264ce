/** This system itself: InfluxDB, telegraf, tasks, delivery. */
import type { Shape } from "./shape.ts";

export const monitoringShapes: readonly Shape[] = [];
