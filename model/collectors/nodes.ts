/** The nodes of clusters. */
import type { Shape } from "./shape.ts";

export const nodeShapes: readonly Shape[] = [];
