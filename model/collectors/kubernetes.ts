/** What Kubernetes runs: Jobs, OOM kills, the API server. */
import type { Shape } from "./shape.ts";

export const kubernetesShapes: readonly Shape[] = [];
