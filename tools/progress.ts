import type { WriteStream } from "node:tty";

/** Shows that something long goes on. */
export interface Progress {
  /** What it is at right now; shown at the next turn. */
  note(detail: string): void;
  /** Ends it. */
  end(): void;
}

/** How often a line is printed where lines cannot be rewritten, e.g. in CI. */
const LINE_SECONDS = 15;

/**
 * One line that says what goes on, for how long and at what; rewritten each second on a terminal, else repeated
 * now and then. Goes to stderr: stdout is for results.
 */
export function startProgress(label: string, stream: WriteStream = process.stderr): Progress {
  const begun = Date.now();
  let detail = "";
  const show = (): void => {
    const text = `${label} … ${Math.round((Date.now() - begun) / 1000)} s  ${detail}`;
    if (stream.isTTY) stream.write(`\r\u001b[K${text.slice(0, (stream.columns || 80) - 1)}`);
    else stream.write(`${text}\n`);
  };
  const timer = setInterval(show, (stream.isTTY ? 1 : LINE_SECONDS) * 1000);
  timer.unref(); // what is waited for keeps the process alive, not the line about it
  return {
    note: (next) => void (detail = next),
    end: () => {
      clearInterval(timer);
      if (stream.isTTY) stream.write("\r\u001b[K");
    },
  };
}
