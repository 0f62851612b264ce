import { ApiError, ConnectionError, RefusedError } from "./errors.ts";
import { isLostOnTheWay } from "./retry.ts";

/** An answer that is not a success. */
interface Refusal {
  readonly status: number;
  readonly text: string;
  /** Version of InfluxDB; undefined where something else answered. */
  readonly version: string | undefined;
}

/**
 * The error for an answer that is not a success.
 *
 * @param request what was asked, and of whom
 * @param creates whether the request makes something more each time it is carried out
 */
export function refusalOf(request: string, { status, text, version }: Refusal, creates: boolean): Error {
  const { code, message } = errorBody(text);
  const error = new ApiError(request, status, code, message, versionNote(status, message, version));
  // A gateway gave up on the server, which may have gone on.
  if (creates && isLostOnTheWay({ status, version }))
    return new ConnectionError(`${error.message}.`, { mayHaveMade: true });
  // Tasks that one may not see or change answer 404 and 500.
  if (status !== 401 && status !== 403 && !/\bunauthorized$/.test(message)) return error;
  return new RefusedError(
    `${error.message}. The provider's "token" was refused, or lacks the right that is named; expected an active token of this server that may do this.`,
  );
}

/** Names the version of a server that does not have what was asked for: the call, or a value in it. */
function versionNote(status: number, message: string, version: string | undefined): string {
  if (version === undefined) return "";
  if (status === 400) return ` (InfluxDB ${version})`;
  const unknown = status === 405 || status === 501 || (status === 404 && message === "path not found");
  if (!unknown) return "";
  return `. The API of InfluxDB ${version} lacks this call; expected a server of a version that has it`;
}

/**
 * The answer, or undefined when the server says for certain that there is no such thing. A 404 alone is not
 * that: a wrong path prefix and a task one may not see answer 404 as well.
 */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && saysAbsent(error)) return undefined;
    throw error;
  }
}

/** A proxy's 404 has no code of InfluxDB's. */
function saysAbsent({ status, code, reason }: ApiError): boolean {
  const said =
    /not found|unable to find/i.test(reason) && !/(path|page) not found|unauthorized/i.test(reason);
  return status === 404 && code === "not found" && said;
}

/** InfluxDB answers errors as JSON, as plain text, or with nothing at all. */
function errorBody(text: string): { code: string; message: string } {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) {
      const code = "code" in body && typeof body.code === "string" ? body.code : "";
      const message = "message" in body && typeof body.message === "string" ? body.message : text;
      return { code, message };
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return { code: "", message: text.trim() === "" ? "(no message)" : text.trim().slice(0, 500) };
}
