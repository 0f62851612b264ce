/** What collectors write, as far as alerts read it: checked against what the Flux files ask for. */

/** Type of a field in InfluxDB. */
export type FieldType = "float" | "int" | "string" | "bool";

/** The points of one measurement. */
export interface Shape {
  readonly measurement: string;
  /** Application or extra bucket they are written to; `*`: that of each application. */
  readonly home: string;
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
  /** What writes them: plugin or exporter. */
  readonly from: string;
}

/** Tags that every point of an agent carries. */
export const agentTags = ["cluster"] as const;

/** Some fields of one type. */
export function fieldsOf(type: FieldType, ...names: readonly string[]): Readonly<Record<string, FieldType>> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
