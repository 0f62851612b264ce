import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isErrno } from "../errors.ts";

/** Text of a file; undefined if there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Writes a file that only its owner may read, whole or not at all: the text stands on the disk before the file
 * takes its name, so that neither a crash nor a lost power supply leaves half of it.
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = await open(aside, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The last lines of a file, for an error that names it; only those that tell something, if `tells` knows. */
export async function lastLines(
  path: string,
  tells: (line: string) => boolean = () => true,
): Promise<string> {
  const text = (await readIfThere(path)) ?? "";
  return text
    .trimEnd()
    .split("\n")
    .filter(tells)
    .slice(-12)
    .map((line) => `  | ${line}`)
    .join("\n");
}

/** A new secret of that many random bytes, in characters that need no quoting anywhere. */
export function newSecret(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

/**
 * The passphrase that protects the secrets in the engine's state; made at the first call.
 * Callers take turns by the local stack's lock.
 */
export async function ensurePassphrase(path: string): Promise<string> {
  const found = (await readIfThere(path))?.trim();
  if (found) return found;
  const made = newSecret(32);
  await writePrivate(path, `${made}\n`);
  return made;
}
