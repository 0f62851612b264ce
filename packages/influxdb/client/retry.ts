import { codeOf } from "./errors.ts";

/** Attempts in all for one request, when the server says that it is busy or cannot be reached. */
export const ATTEMPTS = 6;

/** The longest pause that a server may ask for, so that a wrong clock does not stop a run. */
const LONGEST_PAUSE_MS = 60_000;

/** Failures before a request was sent: even a create can be tried again. */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

export function isUnsent(error: unknown): boolean {
  return UNSENT.has(codeOf(error));
}

/** The other side is not who it should be, or does not know us: waiting mends nothing. */
export function isCertificateFault(error: unknown): boolean {
  return /CERT|^UNABLE_TO_|^ERR_(TLS|SSL|OSSL)_/.test(codeOf(error));
}

interface Answered {
  readonly status: number;
  /** Version of InfluxDB, which stands in every answer of its own; undefined where something else answered. */
  readonly version: string | undefined;
}

/** What a server says that has too much to do: nothing was done, if it is InfluxDB that says so. */
const BUSY = new Set([429, 503]);
/** What a gateway says that did not hear the server out; 520 to 524 are those of a well-known one. */
const GATEWAY = new Set([502, 504, 520, 521, 522, 523, 524]);

/** An answer of InfluxDB's own that promises that nothing was done. */
export function isBusy({ status, version }: Answered): boolean {
  return BUSY.has(status) && version !== undefined;
}

/**
 * An answer of somebody between, who did not hear the server out: it may have done what was asked. A mesh says 503 also
 * when the connection broke after the request was carried out.
 */
export function isLostOnTheWay({ status, version }: Answered): boolean {
  return GATEWAY.has(status) || (BUSY.has(status) && version === undefined);
}

/** Longer with each attempt; jitter keeps many clients from returning together. */
export function pauseMs(attempt: number): number {
  return 100 * 2 ** attempt * (0.5 + Math.random() / 2);
}

/** The header `Retry-After` in milliseconds from now: it holds seconds, or a date. 0 where it says nothing. */
export function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined || header.trim() === "") return 0;
  const seconds = Number(header);
  const asked = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), LONGEST_PAUSE_MS) : 0;
}
