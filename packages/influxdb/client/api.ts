import { setTimeout as delay } from "node:timers/promises";
import { Pool, type Dispatcher } from "undici";
import type { z } from "zod";
import { ApiError, ConnectionError, ProviderError, codeOf, messageOf } from "./errors.ts";

export interface ApiOptions {
  /** Base URL of the server, with a path prefix where it has one. */
  readonly url: string;
  readonly token: string;
  /** How long the first request waits for the server to be healthy. */
  readonly healthTimeoutSeconds: number;
  /** Requests under way at once, each on a kept-alive connection. More than 8 buys little: one writer serialises. */
  readonly concurrency: number;
  /** Tells the user that something takes longer than it should. */
  readonly notice: (message: string) => void;
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
type Query = Readonly<Record<string, string | number | undefined>>;
/** What a request does: only look, make something so (again, if sent twice), or make something more each time. */
type Effect = "reads" | "sets" | "creates";

/** Attempts in all for one request, when the server says that it is busy or cannot be reached. */
const ATTEMPTS = 5;
/** Answers that promise nothing was done. */
const BUSY = new Set([429, 503]);
/** How long writes under way may take to end after a cancellation. */
const CANCEL_GRACE_MS = 10_000;
/** What is said of a create whose answer did not arrive whole. */
const UNSURE = " The object may exist all the same: look on the server before the next run.";
/** Failures before a request was sent: even a create can be tried again. */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/**
 * The HTTP side: connections, authorization, waiting for health, retries, faults. Knows no kinds.
 */
export class Api {
  readonly url: string;
  readonly #options: ApiOptions;
  readonly #pool: Pool;
  readonly #prefix: string;
  /** Ends waiting and reading, and keeps anything new from being sent. */
  readonly #cancelled = new AbortController();
  /** Ends writes as well. */
  readonly #ended = new AbortController();
  #healthy: Promise<void> | undefined;
  /** Requests sent so far, for tests and diagnosis. */
  requests = 0;

  constructor(options: ApiOptions) {
    const url = new URL(options.url);
    this.url = url.href.replace(/\/$/, "");
    this.#options = options;
    this.#prefix = url.pathname.replace(/\/$/, "");
    this.#pool = new Pool(url.origin, { connections: options.concurrency, pipelining: 1 });
  }

  /**
   * Ends what waits or reads; later requests fail at once. Writes under way may come to their end: a connection that
   * is broken off leaves an object on the server that is on no record.
   */
  cancel(): void {
    this.#cancelled.abort(new ProviderError("cancelled"));
    setTimeout(() => {
      this.#ended.abort(new ProviderError("cancelled"));
    }, CANCEL_GRACE_MS).unref();
  }

  async close(): Promise<void> {
    this.#cancelled.abort(new ProviderError("closed"));
    this.#ended.abort(new ProviderError("closed"));
    await this.#pool.destroy();
  }

  async get<T>(schema: z.ZodType<T>, path: string, query: Query = {}): Promise<T> {
    return this.#parsed(schema, "GET", path, query);
  }

  async send<T>(
    schema: z.ZodType<T>,
    method: Method,
    path: string,
    body: unknown,
    query: Query = {},
  ): Promise<T> {
    return this.#parsed(schema, method, path, query, body);
  }

  /** Rows of a Flux query by column. For results without line breaks and quotes in them, such as times and counts. */
  async query(orgID: string, query: string): Promise<Readonly<Record<string, string>>[]> {
    const body = { query, type: "flux", dialect: { header: true, annotations: [] } };
    const text = await this.#request("POST", "/api/v2/query", { orgID }, body, "reads");
    // Each result is a table of its own, with a header, after a blank line.
    return text.split(/\r?\n\r?\n/).flatMap((table) => {
      const [header = [], ...rows] = table
        .split(/\r?\n/)
        .filter((line) => line !== "")
        .map((line) => line.split(","));
      return rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? ""])));
    });
  }

  /** Deletes; that it was gone already is fine. */
  async remove(path: string, query: Query = {}): Promise<void> {
    await orAbsent(this.#request("DELETE", path, query));
  }

  /** Waits until the server says that it is healthy; once per process. */
  async ready(): Promise<void> {
    this.#healthy ??= this.#waitForHealth();
    return this.#healthy;
  }

  async #parsed<T>(
    schema: z.ZodType<T>,
    method: Method,
    path: string,
    query: Query,
    body?: unknown,
  ): Promise<T> {
    const text = await this.#request(method, path, query, body);
    const request = `${method} ${path}`;
    const unsure = method === "POST" ? UNSURE : "";
    let json: unknown;
    try {
      json = text === "" ? undefined : JSON.parse(text);
    } catch {
      throw new ConnectionError(
        `${request} at ${this.url} was answered with something that is not JSON: is this the InfluxDB API?${unsure}`,
      );
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new ConnectionError(
      `${request} at ${this.url} was answered with something unexpected at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? ""}.${unsure}`,
    );
  }

  async #request(
    method: Method,
    path: string,
    query: Query,
    body?: unknown,
    effect: Effect = effectOf(method),
  ): Promise<string> {
    const request = `${method} ${path}`;
    // With an empty id the server takes the list for the object.
    if (/\/(\/|$)/.test(path)) throw new Error(`${request} lacks an id`);
    await this.ready();
    for (let attempt = 1; ; attempt++) {
      if (this.#isCancelled()) throw new ProviderError(`${request} was cancelled before it was sent`);
      let answer: { status: number; text: string; retryAfter: number | undefined };
      try {
        // A cancellation ends what only reads. What changes something may end by itself.
        const { signal } = effect === "reads" ? this.#cancelled : this.#ended;
        answer = await this.#exchange(method, path, query, body, signal);
      } catch (error) {
        const mayRepeat = effect !== "creates" || UNSENT.has(codeOf(error));
        if (this.#isCancelled() || !mayRepeat || attempt === ATTEMPTS) {
          throw this.#unreachable(request, effect, error);
        }
        await this.#pause(attempt);
        continue;
      }
      if (answer.status < 300) return answer.text;
      if (BUSY.has(answer.status) && attempt < ATTEMPTS) {
        await this.#pause(attempt, answer.retryAfter);
        continue;
      }
      throw this.#refusal(request, answer.status, answer.text);
    }
  }

  #isCancelled(): boolean {
    return this.#cancelled.signal.aborted;
  }

  async #exchange(method: Method, path: string, query: Query, body: unknown, signal: AbortSignal) {
    const options: Dispatcher.RequestOptions = {
      method,
      path: `${this.#prefix}${path}${queryString(query)}`,
      headers: {
        authorization: `Token ${this.#options.token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    this.requests++;
    const response = await this.#pool.request(options);
    const after = Number(response.headers["retry-after"]);
    return {
      status: response.statusCode,
      text: await response.body.text(),
      retryAfter: Number.isFinite(after) ? after : undefined,
    };
  }

  async #waitForHealth(): Promise<void> {
    const limit = this.#options.healthTimeoutSeconds;
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    let said = false;
    for (let attempt = 1; ; attempt++) {
      const fault = await this.#health(Math.max(limit - seconds(), 1));
      if (fault === undefined) return;
      if (seconds() >= limit) {
        throw new ConnectionError(
          `waited ${limit} s for InfluxDB at ${this.url}/health, in vain: ${fault}. Expected a healthy server at the provider's "url"; start it, correct the URL, or raise "healthTimeoutSeconds".`,
        );
      }
      if (!said) this.#options.notice(`waiting up to ${limit} s for InfluxDB at ${this.url}: ${fault}`);
      said = true;
      await this.#pause(Math.min(attempt, 4));
    }
  }

  /** What keeps the server from being healthy, or undefined. */
  async #health(limitSeconds: number): Promise<string | undefined> {
    const limit = AbortSignal.timeout(Math.ceil(limitSeconds * 1000));
    try {
      const signal = AbortSignal.any([this.#cancelled.signal, limit]);
      const { status, text } = await this.#exchange("GET", "/health", {}, undefined, signal);
      return status === 200 ? undefined : `it answered ${status} ${text.slice(0, 200)}`;
    } catch (error) {
      return limit.aborted ? "it did not answer" : messageOf(error);
    }
  }

  /** Waits as the server asked, or longer with each attempt; jitter keeps many clients from returning together. */
  async #pause(attempt: number, retryAfterSeconds?: number): Promise<void> {
    const backoff = 100 * 2 ** attempt * (0.5 + Math.random() / 2);
    const asked = Math.min(retryAfterSeconds ?? 0, 60) * 1000;
    try {
      await delay(Math.max(backoff, asked), undefined, { signal: this.#cancelled.signal });
    } catch {
      throw new ProviderError(`cancelled while waiting for InfluxDB at ${this.url}`);
    }
  }

  #unreachable(request: string, effect: Effect, error: unknown): Error {
    const unsure = effect === "creates" && !UNSENT.has(codeOf(error)) ? UNSURE : "";
    const { signal } = effect === "reads" ? this.#cancelled : this.#ended;
    if (signal.aborted) return new ProviderError(`${request} was cancelled.${unsure}`);
    return new ConnectionError(`${request} at ${this.url} failed: ${messageOf(error)}.${unsure}`);
  }

  #refusal(request: string, status: number, text: string): Error {
    const { code, message } = errorBody(text);
    const error = new ApiError(`${request} at ${this.url}`, status, code, message);
    // Tasks that one may not see or change answer 404 and 500.
    if (status !== 401 && status !== 403 && !/\bunauthorized$/.test(message)) return error;
    return new ProviderError(
      `${error.message}. The provider's "token" was refused, or lacks the right that is named; expected an active token of this server that may do this.`,
    );
  }
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

function effectOf(method: Method): Effect {
  if (method === "GET") return "reads";
  return method === "POST" ? "creates" : "sets";
}

function queryString(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()}`;
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
