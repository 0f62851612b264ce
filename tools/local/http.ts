import { field, parseJson } from "../json.mjs";

/** An answer of the server; `body` is parsed JSON, or undefined when there is none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A request to the server's API. */
export interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Operator token. */
  readonly token?: string;
  /** Further headers, e.g. a session cookie. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default 10 */
  readonly timeoutSeconds?: number;
}

/** Calls the API of an InfluxDB; rejects only when the server cannot be reached or does not answer in time. */
export async function call(url: string, path: string, request: Call = {}): Promise<Answer> {
  const { method = "GET", token, headers = {}, body, timeoutSeconds = 10 } = request;
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { authorization: `Token ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
  });
  const text = await response.text();
  // A few errors come as plain text or with no body at all.
  return { status: response.status, body: parseJson(text), headers: response.headers };
}

/** The `message` of an error answer, worded for people. */
export function messageOf({ status, body }: Answer): string {
  const message = field(body, "message");
  return typeof message === "string" ? `${status} "${message}"` : String(status);
}

/** A list field of a JSON object; empty if there is none, as the server leaves empty lists out or says null. */
export function list(value: unknown, name: string): readonly unknown[] {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}
