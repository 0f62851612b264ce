import type { AlertRow } from "../row.ts";

export const siteRows: readonly AlertRow[] = [];
