/** What the server answered to a request it did not carry out. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** InfluxDB's own error code, e.g. `conflict`; empty where it gave none. */
  readonly code: string;
  /** InfluxDB's own message, unadorned. */
  readonly reason: string;

  /** `explained`: what follows from it for people, with the punctuation before it. */
  constructor(request: string, status: number, code: string, reason: string, explained = "") {
    super(`${request} was answered with ${status}${code === "" ? "" : ` (${code})`}: ${reason}${explained}`);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }

  /** A name or key is taken. InfluxDB answers 422 for that and for other faults alike: the code tells. */
  get isConflict(): boolean {
    return this.code === "conflict";
  }
}

/** The server could not be reached, or what answered is not an InfluxDB API. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** Whether the server may have made something all the same: its answer was lost. */
  readonly mayHaveMade: boolean;

  constructor(message: string, { mayHaveMade = false }: { mayHaveMade?: boolean } = {}) {
    super(mayHaveMade ? `${message} The object may exist all the same: look on the server.` : message);
    this.mayHaveMade = mayHaveMade;
  }
}

/** A mistake that the user can mend; the message says how. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}

/** The token was refused, or lacks a right. */
export class RefusedError extends ProviderError {}

/** The error's message, or the thrown thing as text. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The system's or library's error code, e.g. `ECONNREFUSED`; empty where there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
