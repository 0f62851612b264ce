/**
 * Parts of a file as text, with names in them changed. A tree says what changes and the text of the file says the rest:
 * the formatter takes a text in a fraction of the time that it takes a tree.
 */
import type { FluxUnit } from "./library.ts";
import { asNode, isRecord, type Node } from "./syntax.ts";

/** A stretch of a text and what stands there instead; in bytes. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is written of a file. */
export interface Part {
  /** Statements of the file that stand in it. */
  readonly before: readonly Node[];
  /** The same with other names, as `renamed` gives them. */
  readonly after: readonly Node[];
  /** Where it begins: at a node, or after one. */
  readonly from: { readonly start: Node } | { readonly end: Node };
  /** The node with which it ends. @default the end of the file */
  readonly to?: Node;
  /** Whether comments go. */
  readonly bare?: boolean;
}

/** The text of a part; undefined when the places that the parser gives do not hold what the tree says. */
export function rewritten(
  unit: FluxUnit,
  { before, after, from, to, bare = false }: Part,
): string | undefined {
  const place = placesIn(unit);
  const { bytes } = place;
  const start = "start" in from ? place.of(from.start)?.start : place.of(from.end)?.end;
  const end = to === undefined ? bytes.length : place.of(to)?.end;
  const edits: Edit[] = [];
  const sound = before.every((node, index) => differences(node, after[index], place, edits));
  if (start === undefined || end === undefined || !sound) return undefined;
  const comments = bare ? commentsIn(before, place, start, end) : [];
  if (comments === undefined) return undefined;
  let text = "";
  let done = start;
  for (const edit of [...edits, ...comments].sort((one, other) => one.start - other.start)) {
    if (edit.start < done || edit.end > end) return undefined;
    text += bytes.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return fromBytes(text + bytes.slice(done, end));
}

/** Each character of it is a byte of the text, as columns are counted. */
function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function fromBytes(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The bytes of a file and where its nodes stand in them. */
interface Places {
  readonly bytes: string;
  of(node: unknown): { readonly start: number; readonly end: number } | undefined;
}

const places = new WeakMap<object, Places>();

function placesIn({ file, source }: FluxUnit): Places {
  const known = places.get(file);
  if (known !== undefined) return known;
  const bytes = toBytes(source.text);
  const begins = [0];
  for (let at = bytes.indexOf("\n"); at >= 0; at = bytes.indexOf("\n", at + 1)) begins.push(at + 1);
  const offset = (position: unknown): number | undefined => {
    const { line, column } = isRecord(position) ? position : {};
    const begin = typeof line === "number" ? begins[line - 1] : undefined;
    return begin === undefined || typeof column !== "number" ? undefined : begin + column - 1;
  };
  const of: Places["of"] = (node) => {
    const location = isRecord(node) ? node["location"] : undefined;
    if (!isRecord(location)) return undefined;
    const start = offset(location["start"]);
    const end = offset(location["end"]);
    return start === undefined || end === undefined ? undefined : { start, end };
  };
  const made = { bytes, of };
  places.set(file, made);
  return made;
}

/** Notes where names differ. False when something else does, or when the name does not stand where it should. */
function differences(before: unknown, after: unknown, place: Places, edits: Edit[]): boolean {
  if (before === after) return true;
  if (Array.isArray(before) && Array.isArray(after))
    return before.every((item, index) => differences(item, after[index], place, edits));
  if (!isRecord(before) || !isRecord(after)) return false;
  const [old, next] = [before["name"], after["name"]];
  if (typeof old === "string" && typeof next === "string")
    return old === next || replace(before, old, next, place, edits);
  const key = asNode(before["key"]);
  const value = asNode(after["value"]);
  // `{a}` that became `{a: b}`.
  if (typeof key?.name === "string" && asNode(before["value"]) === undefined && value !== undefined)
    return replace(key, key.name, `${key.name}: ${String(value.name)}`, place, edits);
  return Object.keys(before).every(
    (name) => name === "comments" || differences(before[name], after[name], place, edits),
  );
}

function replace(node: unknown, old: string, next: string, place: Places, edits: Edit[]): boolean {
  const at = place.of(node);
  if (at === undefined || place.bytes.slice(at.start, at.end) !== toBytes(old)) return false;
  edits.push({ ...at, text: toBytes(next) });
  return true;
}

/** The comments of a part, to be taken out; undefined when the tree holds another number of them. */
function commentsIn(
  nodes: readonly Node[],
  place: Places,
  from: number,
  to: number,
): readonly Edit[] | undefined {
  const { bytes } = place;
  const found = { literals: new Map<number, number>(), comments: 0 };
  literalsIn(nodes, place, found);
  const edits: Edit[] = [];
  for (let at = from; at < to; at += 1) {
    const past = found.literals.get(at);
    if (past !== undefined) {
      at = past - 1;
    } else if (bytes.startsWith("//", at)) {
      const line = bytes.indexOf("\n", at);
      const end = line < 0 || line > to ? to : line;
      edits.push({ start: at, end, text: "" });
      at = end;
    }
  }
  return edits.length === found.comments - leadingComments(nodes[0]) ? edits : undefined;
}

/** How many comments stand before the first token of a statement, and so before the statement. */
function leadingComments(statement: Node | undefined): number {
  const lists = [statement, statement?.id].map((node) => (isRecord(node) ? node["comments"] : undefined));
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

/** Where literals stand that may hold what looks like a comment, and how many comments there are. */
function literalsIn(
  tree: unknown,
  place: Places,
  found: { readonly literals: Map<number, number>; comments: number },
): void {
  if (Array.isArray(tree)) {
    for (const item of tree) literalsIn(item, place, found);
  } else if (isRecord(tree)) {
    const { type } = tree;
    if (type === "StringLiteral" || type === "TextPart" || type === "RegexpLiteral") {
      const at = place.of(tree);
      if (at !== undefined && at.end > at.start) found.literals.set(at.start, at.end);
    }
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (isCommentList(value)) found.comments += value.length;
      else if (key !== "location") literalsIn(value, place, found);
    }
  }
}

/** Besides `comments`, brackets and separators carry some. */
export function isCommentList(value: unknown): value is readonly unknown[] {
  const isComment = (item: unknown): boolean => isRecord(item) && Object.keys(item).join() === "text";
  return Array.isArray(value) && value.length > 0 && value.every(isComment);
}
