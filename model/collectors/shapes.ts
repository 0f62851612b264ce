/** Every measurement that an alert may read. */
import type { Shape } from "./shape.ts";
import { eventShapes } from "./events.ts";
import { kafkaShapes } from "./kafka.ts";
import { kubernetesShapes } from "./kubernetes.ts";
import { monitoringShapes } from "./monitoring.ts";
import { nodeShapes } from "./nodes.ts";
import { platformShapes } from "./platform.ts";
import { podShapes } from "./pods.ts";
import { serviceShapes } from "./services.ts";
import { siteShapes } from "./sites.ts";

export const shapes: readonly Shape[] = [
  ...podShapes,
  ...nodeShapes,
  ...kubernetesShapes,
  ...siteShapes,
  ...platformShapes,
  ...eventShapes,
  ...serviceShapes,
  ...kafkaShapes,
  ...monitoringShapes,
];
