import type { Fault } from "../model/faults.ts";
import { withLanguageServer } from "./engine.ts";
import { characterColumn } from "./syntax.ts";

/** A Flux file: its name in task specifications, the path that messages show, and its text. */
export interface FluxSource {
  /** Name under `flux/`, e.g. `alerts/pod-restarts.flux`. */
  readonly file: string;
  /** Path as the reader of a message knows it, e.g. `flux/alerts/pod-restarts.flux`. */
  readonly path: string;
  readonly text: string;
}

/** One finding of the compiler; line and byte column counted from 0, as the language server does. */
interface Diagnostic {
  readonly message: string;
  /** Less than 0 in what stands above the file's own lines. */
  readonly line: number;
  readonly byteColumn: number;
}

const severityError = 1;

/** What is checked in place of a file: its text below some lines that are not its own. */
export interface CheckedText {
  readonly source: FluxSource;
  readonly text: string;
  /** How many lines stand above the file's own. */
  readonly offset: number;
  /** Files of which those lines are. */
  readonly above?: readonly FluxSource[];
  /** Names that mean something, although the text does not say so. */
  readonly given?: readonly string[];
}

/**
 * Syntax and type errors of some files, per file in the order of the text.
 * @param texts each is checked by itself, whatever its neighbours define.
 */
export async function checkTexts(
  texts: readonly CheckedText[],
): Promise<ReadonlyMap<string, readonly Fault[]>> {
  const diagnostics = new Map<string, readonly Diagnostic[]>();
  await withLanguageServer(async (server) => {
    for (const { source, text, offset, given = [] } of texts) {
      const uri = `file:///${encodeURIComponent(source.file)}`;
      server.take();
      const textDocument = { uri, languageId: "flux", version: 1, text };
      await server.send({ method: "textDocument/didOpen", params: { textDocument } });
      const found = server.take().flatMap((message) => diagnosticsIn(message, offset));
      // Files that are open side by side are one Flux package to the server.
      await server.send({ method: "textDocument/didClose", params: { textDocument: { uri } } });
      found.sort((a, b) => a.line - b.line || a.byteColumn - b.byteColumn);
      const told = found.filter(
        ({ message }) => !given.some((name) => message === `undefined identifier ${name}`),
      );
      diagnostics.set(source.file, told);
    }
  });
  const wrong = (source: FluxSource): boolean => (diagnostics.get(source.file) ?? []).length > 0;
  return new Map(
    texts.map(({ source, above = [] }) => {
      const found = diagnostics.get(source.file) ?? [];
      // What is wrong in a function is told there, and not at each file that imports it.
      const own = above.some(wrong) ? found.filter(({ line }) => line >= 0) : found;
      return [source.file, faultsOf(source, own)];
    }),
  );
}

/**
 * The fault of a file with an attribute (`@name(…)`) in it; undefined if there is none. The parser never comes back
 * from a broken one, so they have to be found without it: strings, comments and patterns are blanked out first.
 */
export function attributeFault({ path, text }: FluxSource): Fault | undefined {
  const bare = text.replace(/"(?:\\.|[^"\\])*"|\/\/.*|\/(?:\\.|[^/\\\n])+\//g, (part) =>
    part.replace(/[^\n]/g, " "),
  );
  const line = bare.split("\n").findIndex((candidate) => /@\s*\w/.test(candidate));
  if (line < 0) return undefined;
  return {
    where: `${path}:${line + 1}:${(bare.split("\n")[line] ?? "").indexOf("@") + 1}`,
    found: shorten((text.split("\n")[line] ?? "").trim()),
    expected: "Flux without attributes, which mean nothing to a task",
    mend: `remove the attribute from line ${line + 1} of ${path}`,
  };
}

/** What the language server publishes, as far as it is read here. */
interface Published {
  readonly method?: string;
  readonly params?: {
    readonly diagnostics?: readonly {
      readonly message: string;
      readonly severity?: number;
      readonly range: { readonly start: { readonly line: number; readonly character: number } };
    }[];
  };
}

function diagnosticsIn(message: unknown, offset: number): Diagnostic[] {
  const { method, params } = message as Published;
  if (method !== "textDocument/publishDiagnostics") return [];
  return (params?.diagnostics ?? [])
    .filter(({ severity }) => severity === severityError)
    .map(({ message, range: { start } }) => ({
      message,
      line: start.line - offset,
      byteColumn: start.character,
    }));
}

/** One slip can cause hundreds of findings. The first ones say what it was. */
const mostPerFile = 10;
const longestLine = 160;

function faultsOf(source: FluxSource, diagnostics: readonly Diagnostic[]): readonly Fault[] {
  const faults = diagnostics.slice(0, mostPerFile).map((diagnostic) => faultOf(source, diagnostic));
  const more = diagnostics.length - faults.length;
  if (more === 0) return faults;
  const mend = "correct those above; these may go with them";
  return [
    ...faults,
    { where: source.path, found: `${more} more findings`, expected: "Flux that compiles", mend },
  ];
}

function faultOf(source: FluxSource, diagnostic: Diagnostic): Fault {
  const { message } = diagnostic;
  // What is wrong with how a function of the library is used may be told at the function.
  const { line, byteColumn } = diagnostic.line < 0 ? { line: 0, byteColumn: 0 } : diagnostic;
  const lines = source.text.split(/\r?\n/);
  const text = lines[line] ?? "";
  const before = lines.slice(0, line).findLast((candidate) => candidate.trim() !== "") ?? "";
  return {
    where: `${source.path}:${line + 1}:${characterColumn(text, byteColumn)}`,
    // Something that is missing is missed at the next thing, which may be nothing at all.
    found: text.trim() === "" ? `nothing, after: ${shorten(before.trim())}` : shorten(text.trim()),
    expected: `Flux that compiles; the compiler says: ${message.trim()}`,
    mend: `correct line ${line + 1} of ${source.path}`,
  };
}

function shorten(text: string): string {
  return text.length > longestLine ? `${text.slice(0, longestLine - 1)}…` : text;
}
