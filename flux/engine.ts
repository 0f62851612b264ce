import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { compileFunction } from "node:vm";
import type * as FluxLsp from "@influxdata/flux-lsp-node";

/**
 * The Flux compiler: InfluxData's own parser, formatter and type checker, compiled to WebAssembly.
 * Its 3.7 MB are loaded when the first Flux is looked at, not when this module is imported.
 */
type Binding = typeof FluxLsp;

/** The language server of the compiler; it speaks JSON-RPC in strings. */
export interface LanguageServer {
  /** Sends a message and gives the reply, or undefined for a notification. */
  send(message: object): Promise<unknown>;
  /** Everything that the server published since the last call. */
  take(): unknown[];
}

let loaded: Binding | undefined;

/**
 * Loads the binding under a console of its own: it logs "language server initialized" and the traces of its
 * panics to the global console, which belongs to whoever runs the program. Its scope is the only thing that
 * changes; `vm.compileFunction` is what `require` itself does with a module's text.
 */
function load(): Binding {
  const require = createRequire(import.meta.url);
  const file = require.resolve("@influxdata/flux-lsp-node");
  const parameters = ["exports", "require", "module", "__filename", "__dirname", "console"];
  const run = compileFunction(readFileSync(file, "utf8"), parameters, { filename: file }) as (
    ...args: unknown[]
  ) => void;
  const silence = (): void => undefined;
  const quiet = { debug: silence, error: silence, info: silence, log: silence, warn: silence };
  const module = { exports: {} };
  run(module.exports, createRequire(file), module, file, dirname(file), quiet);
  return module.exports as Binding;
}

function binding(): Binding {
  loaded ??= load();
  return loaded;
}

/** The syntax tree of a Flux text. Never fails on bad syntax: the tree says where it is bad. */
export function parseFlux(text: string): unknown {
  return binding().parse(text);
}

/**
 * The text of a syntax tree, as the Flux formatter writes it.
 * @throws when the tree holds a syntax error.
 */
export function formatFlux(tree: unknown): string {
  return binding().format_from_js_file(tree);
}

/**
 * A text as the Flux formatter writes it; much quicker than to hand over a tree.
 * @throws when the text holds a syntax error.
 */
export function formatText(text: string): string {
  const flux = new (binding().Flux)(text);
  try {
    return flux.format();
  } finally {
    flux.free();
  }
}

/** Whether a tree is free of syntax errors; the formatter refuses one that is not. */
export function isWhole(tree: unknown): boolean {
  if (typeof tree !== "object" || tree === null) return true;
  if (Array.isArray(tree)) return tree.every(isWhole);
  const node = tree as Readonly<Record<string, unknown>>;
  const { errors, type } = node;
  if (Array.isArray(errors) && errors.length > 0) return false;
  if (type === "BadExpression" || type === "BadStatement") return false;
  return Object.keys(node).every((key) => key === "location" || isWhole(node[key]));
}

/** Whether syntax and types of a Flux text are right. Where they are not is told by the language server. */
export function isValidFlux(text: string): boolean {
  return binding().is_valid_flux(text);
}

/** Runs `work` with a language server of its own. */
export async function withLanguageServer<T>(work: (server: LanguageServer) => Promise<T>): Promise<T> {
  const lsp = new (binding().Lsp)();
  const published: unknown[] = [];
  lsp.onMessage((message: string) => published.push(JSON.parse(message)));
  // Settles after `exit`; until then it only waits, and keeps no process alive.
  const running = lsp.run();
  const send = async (message: object): Promise<unknown> => {
    const reply: unknown = await lsp.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
    return typeof reply === "string" ? JSON.parse(reply) : undefined;
  };
  await send({ id: 1, method: "initialize", params: { capabilities: {} } });
  const result = await work({ send, take: () => published.splice(0) });
  await send({ id: 2, method: "shutdown" });
  await send({ method: "exit" });
  await running;
  return result;
}
