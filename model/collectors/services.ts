/** The applications' own events and metrics: spawns, synthetic tests, logins, queries, queues. */
import type { Shape } from "./shape.ts";

export const serviceShapes: readonly Shape[] = [];
