/** Walks a list page by page until a page is short: `links.next` is absent or endless for some kinds. */
export async function allPages<T>(
  size: number,
  page: (last: T | undefined, count: number) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const rows = await page(all.at(-1), all.length);
    all.push(...rows);
    if (rows.length < size) return all;
  }
}
