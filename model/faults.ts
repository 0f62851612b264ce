/**
 * A fault is something wrong in what the user wrote (a stack file, an environment file, a Flux file, the
 * wiring between them). Faults are values: every check returns the ones it found, and they are reported
 * together, so that one run shows all of them.
 */
export interface Fault {
  /** Where it stands: `file: key`, or `file:line:column`. */
  readonly where: string;
  /** What was found there, as the user wrote it. Never a secret. */
  readonly found: string;
  /** What was expected instead. */
  readonly expected: string;
  /** The command or edit that mends it. */
  readonly mend: string;
}

/** Every fault of one run, worded for people. */
export function describeFaults(faults: readonly Fault[]): string {
  const head = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const rows = faults.map(
    ({ where, found, expected, mend }) =>
      `  ${where}\n    found:    ${found}\n    expected: ${expected}\n    mend:     ${mend}`,
  );
  return `${head} in the declared stack; nothing was changed.\n${rows.join("\n")}`;
}

/** Stops a run with all its faults. Thrown before any object is touched. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(describeFaults(faults));
    this.faults = faults;
  }
}

/** Throws a {@link FaultError} when there is any fault. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FaultError(faults);
}
