import type { AlertRow } from "../row.ts";

export const serviceRows: readonly AlertRow[] = [];
