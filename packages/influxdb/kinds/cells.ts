/** What a cell is recognised by. */
interface Placed {
  readonly name?: string | undefined;
  readonly x: number;
  readonly y: number;
}

/**
 * Which of the cells that exist each wanted one is, by id: first those of the same name and place, then of the same
 * name, then of the same place. Undefined for a new one. No id is given twice.
 */
export function matched(
  existing: readonly (Placed & { readonly id: string })[],
  wanted: readonly Placed[],
): (string | undefined)[] {
  const free = new Map(existing.map((cell) => [cell.id, cell]));
  const ids = new Map<number, string>();
  for (const same of [bothSame, nameSame, placeSame]) {
    for (const [index, cell] of wanted.entries()) {
      if (ids.has(index)) continue;
      const [id] = [...free].find(([, candidate]) => same(candidate, cell)) ?? [];
      if (id === undefined) continue;
      ids.set(index, id);
      free.delete(id);
    }
  }
  return wanted.map((_, index) => ids.get(index));
}

function placeSame(left: Placed, right: Placed): boolean {
  return left.x === right.x && left.y === right.y;
}

/** Cells without a name have nothing in common. */
function nameSame(left: Placed, right: Placed): boolean {
  return left.name === right.name && left.name !== undefined && left.name !== "";
}

function bothSame(left: Placed, right: Placed): boolean {
  return (left.name ?? "") === (right.name ?? "") && placeSame(left, right);
}
