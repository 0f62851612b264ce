/** Did you mean …? */

/** Number of single-character changes (insert, remove, replace, swap of neighbours) between two texts. */
export function editDistance(a: string, b: string): number {
  const from = a.split("");
  const to = b.split("");
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, character] of from.entries()) {
    const current = [row + 1];
    for (const [column, other] of to.entries()) {
      const replace = at(last, column) + (character === other ? 0 : 1);
      let least = Math.min(replace, at(last, column + 1) + 1, at(current, column) + 1);
      if (row > 0 && column > 0 && character === to[column - 1] && from[row - 1] === other) {
        least = Math.min(least, at(beforeLast, column - 1) + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/**
 * The known name that `written` was probably meant to be: the nearest one, if a third of its letters or fewer differ
 * (case, and `-` for `_`, count as nothing). Of equally near ones the first.
 */
export function suggest(written: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(fold(written), fold(name));
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

/** `; did you mean …?` for the end of a sentence, or nothing when no known name is near. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const meant = suggest(written, known);
  return meant === undefined ? "" : `; did you mean \`${meant}\`?`;
}

/** A list of names for a sentence, cut where it becomes unreadable: `a`, `b`, `c` and 31 more. */
export function listNames(names: readonly string[], most = 12): string {
  if (names.length === 0) return "(none)";
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  const left = names.length - shown.length;
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${left} more`;
}
