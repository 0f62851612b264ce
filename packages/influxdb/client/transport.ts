import { setTimeout as delay } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { connect, type TlsOptions } from "./connection.ts";
import { ConnectionError, ProviderError, messageOf } from "./errors.ts";
import { Operations } from "./operations.ts";
import { refusalOf } from "./refusals.ts";
import {
  ATTEMPTS,
  isBusy,
  isCertificateFault,
  isLostOnTheWay,
  isUnsent,
  pauseMs,
  retryAfterMs,
} from "./retry.ts";

export interface TransportOptions {
  /** Base URL of the server, with a path prefix where it has one. */
  readonly url: string;
  readonly token: string;
  /** How long the first request waits for the server to be healthy. */
  readonly healthTimeoutSeconds: number;
  /** Requests under way at once, each on a kept-alive connection. More than 8 buys little: one writer serialises. */
  readonly concurrency: number;
  readonly tls: TlsOptions;
  /** Tells the user that something takes longer than it should. */
  readonly notice: (message: string) => void;
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
export type Query = Readonly<Record<string, string | number | undefined>>;
/** What a request does: only look, make something so (again, if sent twice), or make something more each time. */
export type Effect = "reads" | "sets" | "creates";

export interface Request {
  readonly method: Method;
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly effect: Effect;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Version of InfluxDB, as it says in every answer; undefined where something else answered. */
  readonly version: string | undefined;
  /** What the server asks to wait before another attempt. */
  readonly retryAfterMs: number;
}

/** How long writes under way may take to end after a cancellation. */
const CANCEL_GRACE_MS = 10_000;
/** How long a question may take whose answer is welcome, but not needed. */
const GLANCE_MS = 2000;

/**
 * Brings requests to one server and answers back: connections, authorization, waiting for health, retries, time-outs,
 * cancellation. Knows no kinds and no JSON.
 */
export class Transport {
  readonly url: string;
  readonly #options: TransportOptions;
  readonly #origin: URL;
  readonly #prefix: string;
  #connection: Promise<Dispatcher> | undefined;
  /** Ends waiting and reading, and keeps anything new from being sent. */
  readonly #cancelled = new AbortController();
  /** Ends writes as well. */
  readonly #ended = new AbortController();
  readonly #operations = new Operations();
  #healthy: Promise<void> | undefined;
  /** Whether the whole time for health went by in vain: nobody waits for it again. */
  #hasWaited = false;
  /** How far the server's clock is ahead of this machine's, to the second. */
  #clockAheadMs = 0;
  /** Requests sent so far, for tests and diagnosis. */
  requests = 0;

  constructor(options: TransportOptions) {
    this.#origin = new URL(options.url);
    this.url = this.#origin.href.replace(/\/$/, "");
    this.#options = options;
    this.#prefix = this.#origin.pathname.replace(/\/$/, "");
  }

  /** What time it is for the server, in milliseconds; to the second. */
  get serverTime(): number {
    return Date.now() + this.#clockAheadMs;
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
    await (await this.#connection)?.destroy();
  }

  /** Does work whose requests and pauses end after so many seconds; 0 sets no limit. */
  async within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    return this.#operations.within(seconds, work);
  }

  /**
   * Begins work whose outcome other operations may share: no operation's time ends it, not even of the one that begins
   * it. Each waits for it by {@link awaited}.
   */
  apart<T>(work: () => Promise<T>): Promise<T> {
    return this.#operations.apart(work);
  }

  /** Waits for work that was begun apart, as long as the operation that asks may. */
  async awaited<T>(shared: Promise<T>): Promise<T> {
    return this.#operations.awaited(shared, this.#waiting);
  }

  /** Whether the operation that asks has sent anything that changes the server. */
  get hasWritten(): boolean {
    return this.#operations.hasWritten;
  }

  /** Waits until the server says that it is healthy; once for all, unless it goes away again. */
  async ready(): Promise<void> {
    this.#healthy ??= this.#begunWaiting();
    return this.awaited(this.#healthy);
  }

  /** Whether the server is there now; never waits long. */
  async isThere(): Promise<boolean> {
    const fault = await this.#health(GLANCE_MS).catch(messageOf);
    return fault === undefined;
  }

  /** Sends a request, again where that does no harm, until it is carried out. Gives the text of the answer. */
  async request({ method, path, query = {}, body, effect }: Request): Promise<string> {
    const request = `${method} ${path}`;
    // With an empty id the server takes the list for the object.
    if (/\/(\/|$)/.test(path)) throw new Error(`${request} lacks an id`);
    for (let attempt = 1; ; attempt++) {
      await this.ready();
      if (this.#isCancelled()) throw new ProviderError(`${request} was cancelled before it was sent`);
      let answer: Answer;
      try {
        // A cancellation ends what only reads. What changes something may end by itself.
        const { signal } = effect === "reads" ? this.#cancelled : this.#ended;
        if (effect !== "reads") this.#operations.writes();
        answer = await this.#exchange(
          method,
          `${path}${queryString(query)}`,
          body,
          this.#operations.limited(signal),
        );
      } catch (error) {
        const mayRepeat = effect !== "creates" || isUnsent(error);
        if (this.#isCancelled() || this.#operations.isOver || !mayRepeat || attempt === ATTEMPTS) {
          throw this.#unreachable(request, effect, error);
        }
        // A server that went away may come back, as it may when it is first looked for.
        if (isUnsent(error)) this.#healthy = undefined;
        await this.#pause(pauseMs(attempt));
        continue;
      }
      if (answer.status < 300) return answer.text;
      const error = refusalOf(`${request} at ${this.url}`, answer, effect === "creates");
      const pause = Math.max(pauseMs(attempt), answer.retryAfterMs);
      if (isLostOnTheWay(answer) && effect === "creates") {
        // Whoever looks for what was made and begins again waits as well; that it may exist must not get lost.
        await Promise.allSettled([this.#pause(pause)]);
        throw error;
      }
      const mayRepeat = isBusy(answer) || isLostOnTheWay(answer);
      if (!mayRepeat || attempt === ATTEMPTS) throw error;
      await this.#pause(pause);
    }
  }

  #isCancelled(): boolean {
    return this.#cancelled.signal.aborted;
  }

  get #waiting(): string {
    return `waiting for InfluxDB at ${this.url}`;
  }

  async #exchange(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<Answer> {
    const { concurrency, tls, token } = this.#options;
    this.#connection ??= connect({ url: this.#origin, concurrency, tls });
    const connection = await this.#connection;
    this.requests++;
    const response = await connection.request({
      origin: this.#origin.origin,
      method,
      path: `${this.#prefix}${path}`,
      headers: {
        authorization: `Token ${token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const serverTime = Date.parse(headerOf(response, "date") ?? "");
    if (Number.isFinite(serverTime)) this.#clockAheadMs = serverTime - Date.now();
    return {
      status: response.statusCode,
      text: await response.body.text(),
      version: headerOf(response, "x-influxdb-version"),
      retryAfterMs: retryAfterMs(headerOf(response, "retry-after"), this.serverTime),
    };
  }

  /** Health, waited for by all that need it; asked for again by whoever comes after it was waited for in vain. */
  #begunWaiting(): Promise<void> {
    const health = this.#operations.apart(() => this.#waitForHealth());
    health.catch(() => {
      if (this.#healthy === health) this.#healthy = undefined;
    });
    return health;
  }

  async #waitForHealth(): Promise<void> {
    const limit = this.#options.healthTimeoutSeconds;
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    let said = false;
    for (let attempt = 1; ; attempt++) {
      const fault = await this.#health(this.#hasWaited ? GLANCE_MS : Math.max(limit - seconds(), 1) * 1000);
      if (fault === undefined) {
        this.#hasWaited = false;
        return;
      }
      if (this.#hasWaited || (seconds() >= limit && !this.#isCancelled())) {
        this.#hasWaited = true;
        throw new ConnectionError(
          `waited ${limit} s for InfluxDB at ${this.url}/health, in vain: ${fault}. Expected a healthy server at the provider's "url"; start it, correct the URL, or raise "healthTimeoutSeconds".`,
        );
      }
      if (!said) this.#options.notice(`waiting up to ${limit} s for InfluxDB at ${this.url}: ${fault}`);
      said = true;
      await this.#pause(pauseMs(Math.min(attempt, 4)));
    }
  }

  /** What keeps the server from being healthy, or undefined. */
  async #health(limitMs: number): Promise<string | undefined> {
    const limit = AbortSignal.timeout(Math.ceil(limitMs));
    try {
      const signal = this.#operations.limited(AbortSignal.any([this.#cancelled.signal, limit]));
      const { status, text } = await this.#exchange("GET", "/health", undefined, signal);
      if (status !== 200) return `it answered ${status} ${text.slice(0, 200)}`;
      return saysHealthy(text)
        ? undefined
        : `it answered 200, but not that it is healthy, as InfluxDB does ("status": "pass"): is this the InfluxDB API?`;
    } catch (error) {
      if (isCertificateFault(error)) throw this.#untrusted(error);
      return limit.aborted ? "it did not answer" : messageOf(error);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    try {
      await delay(milliseconds, undefined, { signal: this.#operations.limited(this.#cancelled.signal) });
    } catch {
      const why = this.#isCancelled() ? "cancelled" : "out of time";
      throw new ProviderError(`${why} while ${this.#waiting}`);
    }
  }

  #untrusted(error: unknown): Error {
    return new ProviderError(
      `no TLS connection to ${this.url}: ${messageOf(error)}. Expected a certificate of a known authority for this host, or that authority's in the provider's "caCertificate"; "clientCertificate" and "clientKey" where the server asks for them.`,
    );
  }

  #unreachable(request: string, effect: Effect, error: unknown): Error {
    const mayHaveMade = effect === "creates" && !isUnsent(error);
    const { signal } = effect === "reads" ? this.#cancelled : this.#ended;
    if (signal.aborted) return new ConnectionError(`${request} was cancelled.`, { mayHaveMade });
    return new ConnectionError(`${request} at ${this.url} failed: ${messageOf(error)}.`, { mayHaveMade });
  }
}

/** A page of somebody else, e.g. to sign in, answers 200 as well. */
function saysHealthy(text: string): boolean {
  try {
    const health: unknown = JSON.parse(text);
    return typeof health === "object" && health !== null && "status" in health && health.status === "pass";
  } catch {
    return false;
  }
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function queryString(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()}`;
}
