/** A directory and the processes that work in it, gone together however the test that started them ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program to run in a kept directory. */
export interface KeptProgram {
  /** Path of the binary. */
  readonly path: string;
  readonly args: readonly string[];
  /** All its output goes to this file. */
  readonly logFile: string;
}

/** A temporary directory with its processes. */
export interface Keeper {
  readonly directory: string;
  /** Starts a program in the directory; fails when it cannot be run at all. */
  start(program: KeptProgram): Promise<ChildProcess>;
  /** Kills what was started, and removes the directory. Nobody needs what they would still write. */
  end(): Promise<void>;
}

/**
 * Is told by lines which processes there are, and ends them when its input does: that happens also when the test is
 * killed, where no handler of Node.js runs. A process that has ended is forgotten, for its number may get another owner.
 */
const script = `
trap '' INT TERM HUP
running=' '
while read -r what pid; do
  case $what in
    started) running="$running$pid " ;;
    ended) case $running in *" $pid "*) running="\${running%%" $pid "*} \${running#*" $pid "}" ;; esac ;;
  esac
done
for pid in $running; do kill -9 "$pid" 2>/dev/null; done
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$1" 2>/dev/null && exit 0
  sleep 0.2
done
exit 1
`;

/** Makes a temporary directory that its processes and it itself do not outlive. */
export async function startKeeper(prefix: string): Promise<Keeper> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  // In a process group of its own: Ctrl-C at the terminal reaches the group of the test.
  const keeper = spawn("/bin/sh", ["-c", script, "keeper", directory], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(keeper, "exit");
  // A test that forgets about them, or fails before it could, ends all the same, and they with it.
  keeper.unref();
  if (keeper.stdin instanceof Socket) keeper.stdin.unref();
  const children: ChildProcess[] = [];

  return {
    directory,
    start: async ({ path, args, logFile }) => {
      const log = openSync(logFile, "w", 0o600);
      try {
        const child = spawn(path, args, {
          cwd: directory,
          env: { TMPDIR: directory }, // both programs take settings from the environment
          stdio: ["ignore", log, log],
        });
        await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
        child.unref();
        const { pid } = child;
        keeper.stdin.write(`started ${pid}\n`);
        child.once("exit", () => {
          if (keeper.stdin.writable) keeper.stdin.write(`ended ${pid}\n`);
        });
        children.push(child);
        return child;
      } finally {
        closeSync(log);
      }
    },
    end: async () => {
      const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const gone = running.map((child) => once(child, "exit"));
      for (const process of [keeper, ...running]) process.ref();
      keeper.stdin.end();
      await Promise.all([...gone, ended]);
      if (keeper.exitCode !== 0) throw new Error(`${directory} could not be removed`);
    },
  };
}
