import { parse } from "csv-parse/sync";

/** A value of a row, in the type that InfluxDB names. Times are RFC 3339, whole numbers beyond 2^53 are texts. */
export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/**
 * Rows of all tables of InfluxDB's annotated CSV. A table has lines of annotations, one of names and then its rows;
 * an empty line ends it. An error that comes after the first rows is a table too, with a column `error`.
 */
export function rowsOf(csv: string): Row[] {
  const lines: string[][] = parse(csv, { relaxColumnCount: true, bom: true });
  const rows: Row[] = [];
  let types: readonly string[] = [];
  let defaults: readonly string[] = [];
  let names: readonly string[] | undefined;
  for (const line of lines) {
    const [first = ""] = line;
    if (first === "" && line.length === 1) names = undefined;
    else if (first.startsWith("#")) {
      names = undefined;
      if (first === "#datatype") types = line;
      if (first === "#default") defaults = line;
    } else if (names === undefined) {
      names = line;
    } else {
      const cells = names.flatMap((name, index): [string, Cell][] => {
        const text = line[index] || (defaults[index] ?? "");
        return name === "" ? [] : [[name, cellOf(text, types[index] ?? "string")]];
      });
      rows.push(Object.fromEntries(cells));
    }
  }
  return rows;
}

function cellOf(text: string, type: string): Cell {
  // The server writes every line end of a text as CR LF, whatever it was.
  if (type === "string") return text.replaceAll("\r\n", "\n");
  if (text === "") return null;
  if (type === "boolean") return text === "true";
  if (type === "double") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === "long" || type === "unsignedLong") {
    return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  }
  return text;
}
