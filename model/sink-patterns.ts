/** Patterns of topics: regular expressions of whole names, in the syntax of RE2, which telegraf has. */

/** Letters that RE2 knows behind a `\`. JavaScript takes every other one for itself, and digits for back-references. */
const escapes = /^[ABDEPQSWabdfnprstvwxz]$/;

/** More repetitions than this RE2 refuses. */
const mostRepetitions = 1_000;

/** Whether telegraf takes a pattern: what JavaScript takes, without what RE2 has not. */
export function isPattern(pattern: string): boolean {
  // telegraf takes a `$` for a variable.
  if (pattern.includes("$")) return false;
  for (const [, letter = ""] of pattern.matchAll(/\\(.)/gs)) {
    if (/[A-Za-z0-9]/.test(letter) && !escapes.test(letter)) return false;
  }
  const plain = pattern.replaceAll(/\\./gs, "");
  // Look-aheads and look-behinds; classes that are empty in JavaScript only.
  if (/\(\?<?[=!]|\[\^?\]/.test(plain)) return false;
  const counts = [...plain.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [least, most]);
  if (counts.some((count) => Number(count ?? 0) > mostRepetitions)) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** What every name begins with that a pattern matches; empty if nothing is sure. */
export function literalStart(pattern: string): string {
  if (hasAlternatives(pattern)) return "";
  let start = "";
  for (const [, character, quantifier] of pattern.matchAll(/(\\[^A-Za-z0-9]|[A-Za-z0-9_-])([*?{+])?/gy)) {
    if (quantifier !== undefined) return start;
    start += character?.replace("\\", "") ?? "";
  }
  return start;
}

/** Whether a `|` divides the whole of it, and not a group or a class. */
function hasAlternatives(pattern: string): boolean {
  let depth = 0;
  const plain = pattern.replaceAll(/\\./gs, "").replaceAll(/\[[^\]]*\]/g, "");
  for (const character of plain) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "|" && depth === 0) return true;
  }
  return false;
}
