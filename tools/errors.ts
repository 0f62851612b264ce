/**
 * Something that the person at the keyboard can mend. It is shown as sentences, without a stack; every other
 * error is a bug of this program and is shown with one.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  /**
   * @param message what went wrong: name what was looked at, what was found and what was expected. Never a secret.
   * @param mend the command or edit that mends it, shown on a line of its own
   */
  constructor(message: string, mend?: string, options?: ErrorOptions) {
    super(mend === undefined ? message : `${message}\n  mend: ${mend}`, options);
  }
}

/** Whether `error` is an error of the operating system with that code, e.g. `ENOENT`. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
