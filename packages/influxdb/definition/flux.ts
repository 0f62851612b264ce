/**
 * Flux scripts as sequences of tokens, to tell whether two have the same effect: the server keeps some scripts only as
 * its formatter writes them, with other blanks, line breaks and escapes, and without commas and parentheses that mean
 * nothing.
 */

/** Tokens with a spelling of their own, longest first; strings and regular expressions are read apart. */
const TOKEN =
  /\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?|\d+\.\d*|\.?\d+(?:[a-zµ]+(?:\d+[a-zµ]+)*)?|[\p{L}_][\p{L}\p{N}_]*|\|>|=>|<-|==|!=|<=|>=|=~|!~|\S/uy;
const BLANK = /(?:\s+|\/\/[^\n]*)+/y;
const REGEX = /\/(?:[^/\\\n]|\\.)+\//y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** How tightly an operator binds; what is not in here is none. */
const BINARY: Readonly<Record<string, number>> = {
  ...{ or: 1, and: 2, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "=~": 4, "!~": 4 },
  ...{ "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "^": 7, "|>": 8 },
};
const UNARY: Readonly<Record<string, number>> = { not: 3, exists: 3, "-": 9, "+": 9 };
/** Binds tighter than every operator: a name, a literal, a call. */
const ATOM = 10;
/** Words after which an operand follows. */
const WORDS = new Set([
  "and",
  "or",
  "not",
  "exists",
  "if",
  "then",
  "else",
  "return",
  "import",
  "option",
  "with",
  "in",
  "package",
]);

/** Whether two scripts have the same effect, for all that their tokens tell. */
export function sameScript(left: string, right: string): boolean {
  const [one, other] = [left, right].map((script) => essence(fluxTokens(script)));
  return one !== undefined && other !== undefined && one.join("\n") === other.join("\n");
}

/** The tokens of a script, without comments. A string is one token, with its escapes resolved. */
export function fluxTokens(script: string): string[] {
  return readTokens(script, 0, false).tokens;
}

/** Reads to the end of the script, or to the `}` that ends an interpolation. */
function readTokens(script: string, start: number, nested: boolean): { tokens: string[]; end: number } {
  const tokens: string[] = [];
  let at = start;
  let depth = 0;
  while (at < script.length) {
    const blank = matchAt(BLANK, script, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (script[at] === '"') {
      const { token, end } = readString(script, at);
      tokens.push(token);
      at = end;
      continue;
    }
    const regex = endsOperand(tokens.at(-1)) ? undefined : matchAt(REGEX, script, at);
    const token = regex ?? matchAt(TOKEN, script, at) ?? script.slice(at, at + 1);
    if (nested && token === "}" && depth === 0) return { tokens, end: at + 1 };
    depth += token === "{" ? 1 : token === "}" ? -1 : 0;
    tokens.push(token);
    at += token.length;
  }
  return { tokens, end: at };
}

/** A string literal as JSON of its parts: texts, and lists of tokens for what is interpolated. */
function readString(script: string, start: number): { token: string; end: number } {
  const parts: (string | string[])[] = [];
  let text = "";
  let at = start + 1;
  while (at < script.length && script[at] !== '"') {
    const hex = /\\x([0-9a-fA-F]{2})/y;
    const code = matchAt(hex, script, at);
    if (code !== undefined) {
      // Bytes: those of one character may follow each other, but nobody spells characters so.
      text += String.fromCharCode(parseInt(code.slice(2), 16));
      at += code.length;
    } else if (script[at] === "\\") {
      const escaped = script[at + 1] ?? "";
      text += ESCAPES[escaped] ?? escaped;
      at += 2;
    } else if (script.startsWith("${", at)) {
      const { tokens, end } = readTokens(script, at + 2, true);
      parts.push(text, essence(tokens));
      text = "";
      at = end;
    } else {
      text += script[at] ?? "";
      at += 1;
    }
  }
  return { token: `"${JSON.stringify([...parts, text])}`, end: at + 1 };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Whether an operand may end with a token, so that what follows is an operator. */
function endsOperand(token: string | undefined): boolean {
  if (token === undefined || WORDS.has(token)) return false;
  return /^["\p{L}\p{N}_.)\]}]|^\/./u.test(token) && token !== "/";
}

/** Tokens without commas before an end, and without parentheses that change nothing. */
function essence(tokens: readonly string[]): string[] {
  let left = tokens.filter((token, index) => token !== "," || !/^[)\]}]$/.test(tokens[index + 1] ?? ""));
  for (;;) {
    const pair = needlessPair(left);
    if (pair === undefined) return left;
    left = left.filter((_, index) => index !== pair.open && index !== pair.close);
  }
}

function needlessPair(tokens: readonly string[]): { open: number; close: number } | undefined {
  for (const [open, token] of tokens.entries()) {
    if (token !== "(") continue;
    const close = closing(tokens, open);
    if (close !== undefined && isNeedless(tokens, open, close)) return { open, close };
  }
  return undefined;
}

function closing(tokens: readonly string[], open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (/^[([{]$/.test(tokens[at] ?? "")) depth += 1;
    if (/^[)\]}]$/.test(tokens[at] ?? "")) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function isNeedless(tokens: readonly string[], open: number, close: number): boolean {
  const [before, after, first] = [tokens[open - 1], tokens[close + 1], tokens[open + 1]];
  // Arguments of a call, parameters of a function; an object that would become a block.
  if (endsOperand(before) || after === "=>" || first === undefined || open + 1 === close) return false;
  if (before === "=>" && first === "{") return false;
  const strength = weakest(tokens.slice(open + 1, close));
  const unary = before !== undefined && !endsOperand(tokens[open - 2]);
  const left = (unary ? UNARY[before] : BINARY[before ?? ""]) ?? 0;
  const called = after === "." || after === "[" || after === "(";
  const right = called ? ATOM : (BINARY[after ?? ""] ?? 0);
  // A function or a condition reaches as far to the right as it can.
  if (strength === 0) return left === 0 && right === 0 && endsExpression(after);
  return (unary ? strength >= left : strength > left) && strength >= right;
}

/** Whether nothing can belong to the expression before a token. */
function endsExpression(token: string | undefined): boolean {
  return token === undefined || /^[)\]},:]$/.test(token);
}

/** How tightly the weakest operator binds that stands outside of all brackets; 0 for functions and conditions. */
function weakest(tokens: readonly string[]): number {
  let depth = 0;
  let strength = ATOM;
  for (const [index, token] of tokens.entries()) {
    if (/^[)\]}]$/.test(token)) depth -= 1;
    if (depth === 0) {
      if (token === "=>" || token === "if") return 0;
      const unary = !endsOperand(tokens[index - 1]);
      strength = Math.min(strength, (unary ? UNARY[token] : BINARY[token]) ?? ATOM);
    }
    if (/^[([{]$/.test(token)) depth += 1;
  }
  return strength;
}
