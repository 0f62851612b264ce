import type { AlertRow } from "../row.ts";

export const platformRows: readonly AlertRow[] = [];
