/** The API of a Kubernetes server: JSON over HTTPS. */
import { Agent, request as httpsRequest } from "node:https";
import { createInterface } from "node:readline";
import { z } from "zod";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What the server answered, whether it agreed or not. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON; a text where the server answers with one, as `/readyz` does. */
  readonly body: unknown;
}

/** How a request differs from a plain one of the administrator. */
export interface RequestOptions {
  /** Acts as the owner of this token. @default the administrator */
  readonly token?: string;
  /** Of the body. @default a merge patch for PATCH, else JSON */
  readonly contentType?: string;
  /** @default JSON */
  readonly accept?: string;
}

/** Sends a request; fails only when no answer comes. */
export type Request = (
  method: Method,
  path: string,
  body?: unknown,
  options?: RequestOptions,
) => Promise<Answer>;

const Refusal = z.object({ kind: z.literal("Status"), message: z.string() });

/** What the server says is wrong; undefined if it agreed. */
export function refusalOf({ status, body }: Answer): string | undefined {
  if (status < 300) return undefined;
  const parsed = Refusal.safeParse(body);
  return parsed.success ? parsed.data.message : `${status} ${JSON.stringify(body)}`;
}

/** @throws Error with what the server said, if it did not agree */
export function expectAgreed(doing: string, answer: Answer): Answer {
  const refusal = refusalOf(answer);
  if (refusal !== undefined) throw new Error(`${doing}: ${refusal}`);
  return answer;
}

/** How a client reaches its server. */
export interface Client {
  readonly request: Request;
  /** Tells of each object that is there and of each that changes, until the client is closed. */
  watch(path: string, onObject: (object: unknown) => void): void;
  close(): void;
}

const Event = z.object({ object: z.unknown() });

/** A client of one server, which presents `token` and trusts `ca` (PEM) alone. */
export function makeClient(url: string, ca: string, token: string): Client {
  const agent = new Agent({ ca, keepAlive: true });
  const headersOf = ({ token: other, accept }: RequestOptions): Record<string, string> => ({
    authorization: `Bearer ${other ?? token}`,
    accept: accept ?? "application/json",
  });

  const request: Request = (method, path, body, options = {}) =>
    new Promise((resolve, reject) => {
      const json = method === "PATCH" ? "application/merge-patch+json" : "application/json";
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const type = sent === undefined ? {} : { "content-type": options.contentType ?? json };
      const headers = { ...headersOf(options), ...type };
      const signal = AbortSignal.timeout(30_000);
      const outgoing = httpsRequest(new URL(path, url), { agent, method, headers, signal }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(sent);
    });

  const watch: Client["watch"] = (path, onObject) => {
    const options = { agent, headers: headersOf({}) };
    const outgoing = httpsRequest(new URL(`${path}?watch=true`, url), options, (incoming) => {
      createInterface(incoming)
        .on("line", (line) => onObject(Event.parse(JSON.parse(line)).object))
        .on("error", () => undefined);
    });
    // It ends with its server, at any time.
    outgoing.on("error", () => undefined);
    outgoing.on("socket", (socket) => socket.unref());
    outgoing.end();
  };

  return { request, watch, close: () => agent.destroy() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
