import type { AlertRow } from "../row.ts";

export const kubernetesRows: readonly AlertRow[] = [];
