import type { AlertRow } from "../row.ts";

export const nodeRows: readonly AlertRow[] = [];
