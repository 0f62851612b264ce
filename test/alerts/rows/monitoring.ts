import type { AlertRow } from "../row.ts";

export const monitoringRows: readonly AlertRow[] = [];
