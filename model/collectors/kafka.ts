/** Kafka and Strimzi. */
import type { Shape } from "./shape.ts";

export const kafkaShapes: readonly Shape[] = [];
