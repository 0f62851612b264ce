import type { AlertRow } from "../row.ts";

export const kafkaRows: readonly AlertRow[] = [];
