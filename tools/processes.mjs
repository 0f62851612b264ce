/**
 * Telling processes apart. A process number alone says little: after a crash or a restart of the machine the same
 * number may belong to something else, so whoever remembers a process remembers its start too.
 *
 * Plain JavaScript with built-ins only: the first step of every command uses it before anything is installed.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A remembered process.
 * @typedef {{ readonly pid: number, readonly started: string }} ProcessId
 */

/**
 * What tells process `pid` from any other that ever had its number; undefined if no such process runs.
 * A process that has ended and only waits to be collected (a zombie) does not run.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processStart(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === "linux" ? startFromProc(pid) : startFromPs(pid);
}

/**
 * Whether exactly that process, not a later one with its number, still runs.
 * @param {ProcessId} id
 * @returns {boolean}
 */
export function isRunning(id) {
  return processStart(id.pid) === id.started;
}

/** @param {number} pid @returns {string | undefined} */
function startFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 2 is the command in brackets, which may itself hold blanks and brackets; field 3 is the state and
    // field 22 the start in ticks since boot, which only means something together with the boot.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid @returns {string | undefined} */
function startFromPs(pid) {
  try {
    const row = execFileSync("/bin/ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    const [state = "Z", ...start] = row.split(/\s+/);
    return state.startsWith("Z") ? undefined : start.join(" ");
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
}
