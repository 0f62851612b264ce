/** Public sites and certificates. */
import type { Shape } from "./shape.ts";

export const siteShapes: readonly Shape[] = [];
