/** Points for every alert, on which it is tried: by the tests, and by `npm run alerts -- try`. */
import type { AlertSample } from "./sample.ts";
import { eventSamples } from "./events.ts";
import { kafkaSamples } from "./kafka.ts";
import { kubernetesSamples } from "./kubernetes.ts";
import { monitoringSamples } from "./monitoring.ts";
import { nodeSamples } from "./nodes.ts";
import { platformSamples } from "./platform.ts";
import { podSamples } from "./pods.ts";
import { serviceSamples } from "./services.ts";
import { siteSamples } from "./sites.ts";

export const samples: readonly AlertSample[] = [
  ...podSamples,
  ...nodeSamples,
  ...kubernetesSamples,
  ...siteSamples,
  ...platformSamples,
  ...eventSamples,
  ...serviceSamples,
  ...kafkaSamples,
  ...monitoringSamples,
];
