import { setTimeout as pause } from "node:timers/promises";

/** Asks again and again until there is an answer; fails after a minute with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`waited a minute, in vain, until ${what}`);
    await pause(20);
  }
}
