import { z } from "zod";

const SIZE = 100;

/** Links of a page; `next` is there when the page was full. */
export const Links = z.object({ next: z.string().optional() });

interface Page<T> {
  readonly rows: readonly T[];
  readonly links: z.infer<typeof Links>;
}

/**
 * Every row of a list of checks, rules or endpoints. Only the link tells whether there is more: the server counts a
 * page first, and then leaves out what has lost its task, so a page that is short need not be the last one.
 */
export async function linkedPages<T>(
  page: (place: { readonly limit: number; readonly offset: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  for (let offset = 0; ; offset += SIZE) {
    const { rows, links } = await page({ limit: SIZE, offset });
    all.push(...rows);
    if (links.next === undefined) return all;
  }
}
