/** A proxy in front of a real server that breaks what it is told to break, and nothing else. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "./listen.ts";

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

/** What goes wrong with a request. */
export type Fault =
  /** The server never hears of it; this is answered in its place. */
  | {
      readonly fault: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The connection breaks before the server hears of it. */
  | { readonly fault: "drop-before" }
  /** The server carries it out, and the connection breaks before its answer arrives. */
  | { readonly fault: "drop-after" }
  /** The server carries it out, and half of its answer arrives before the connection breaks. */
  | { readonly fault: "truncate" }
  /** The server carries it out, and another body arrives with its status. */
  | { readonly fault: "garble"; readonly body: string }
  /** Nothing, but for headers that are answered; for faults after it, which then meet later requests. */
  | { readonly fault: "none"; readonly headers?: Readonly<Record<string, string>> }
  /** The server carries it out, and its answer arrives when {@link Gate.open} is called. */
  | { readonly fault: "hold"; readonly gate: Gate };

/** Which requests a fault is for. */
export interface Match {
  readonly method?: string;
  /** Held against path and query. */
  readonly path?: RegExp;
  /** For how many requests, then it is used up. @default 1 */
  readonly times?: number;
  /** Told of each of them as it arrives. */
  readonly met?: () => void;
}

/** Holds answers back until it is opened. */
export class Gate {
  readonly #reached = Promise.withResolvers<undefined>();
  readonly #opened = Promise.withResolvers<undefined>();

  /** Resolves when the server has carried out a request that is held. */
  get reached(): Promise<unknown> {
    return this.#reached.promise;
  }

  open(): void {
    this.#opened.resolve(undefined);
  }

  /** For the proxy: an answer has arrived; resolves when it may go on. */
  async pass(): Promise<void> {
    this.#reached.resolve(undefined);
    await this.#opened.promise;
  }
}

export interface FaultProxy {
  readonly url: string;
  /** Every request that arrived, in order. */
  readonly seen: readonly Seen[];
  /** Breaks requests that match. The fault that was declared first, and is not used up, counts. */
  break(match: Match, fault: Fault): void;
  /** Lets chance, or whatever else, decide about each request that no declared fault is for. */
  breakBy(choose: (request: Seen) => Fault | undefined): void;
  /** Forgets all faults. */
  heal(): void;
  /** Ends it, with every connection. */
  stop(): Promise<void>;
}

/** Starts a proxy on a free loopback port. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const seen: Seen[] = [];
  let chance: (request: Seen) => Fault | undefined = () => undefined;
  const rules: { match: Match; fault: Fault; left: number }[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await textOf(incoming);
      const { method = "GET", url: path = "/" } = incoming;
      seen.push({ method, path, body });
      const rule = rules.find(({ match, left }) => left > 0 && matches(match, method, path));
      if (rule !== undefined) rule.left--;
      rule?.match.met?.();
      const fault = rule === undefined ? chance({ method, path, body }) : rule.fault;
      await serve(target, incoming, body, outgoing, fault);
    })().catch(() => outgoing.destroy());
  });
  const { port, stop } = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    break: (match, fault) => void rules.push({ match, fault, left: match.times ?? 1 }),
    breakBy: (choose) => {
      chance = choose;
    },
    heal: () => {
      rules.splice(0);
      chance = () => undefined;
    },
    stop,
  };
}

/** A loopback URL where nothing listens. */
export async function deadUrl(): Promise<string> {
  const { port, stop } = await listen(createServer());
  await stop();
  return `http://127.0.0.1:${port}`;
}

function matches({ method, path }: Match, actualMethod: string, actualPath: string): boolean {
  return (method === undefined || method === actualMethod) && (path === undefined || path.test(actualPath));
}

async function serve(
  target: string,
  incoming: IncomingMessage,
  body: string,
  outgoing: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.fault === "drop-before") {
    outgoing.destroy();
    return;
  }
  if (fault?.fault === "answer") {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    return;
  }
  const { status, headers: real, text } = await ask(target, incoming, body);
  const headers = fault?.fault === "none" ? { ...real, ...fault.headers } : real;
  switch (fault?.fault) {
    case undefined:
    case "none":
      break;
    case "drop-after":
      outgoing.destroy();
      return;
    case "truncate":
      outgoing.writeHead(status, headers);
      outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
      return;
    case "garble":
      outgoing.writeHead(status).end(fault.body);
      return;
    case "hold":
      await fault.gate.pass();
  }
  outgoing.writeHead(status, headers).end(text);
}

async function ask(target: string, { method, url, headers }: IncomingMessage, body: string) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(target);
    // A connection of its own for each request: none is left over that could break later.
    const options = {
      hostname,
      port,
      path: url,
      method,
      headers: { ...headers, connection: "close" },
      agent: false,
    };
    forward(options, resolve).on("error", reject).end(body);
  });
  const text = await textOf(answer);
  const { connection: _, "transfer-encoding": __, ...kept } = answer.headers;
  const length =
    answer.headers["content-length"] === undefined && text === ""
      ? {}
      : { "content-length": Buffer.byteLength(text) };
  return { status: answer.statusCode ?? 502, headers: { ...kept, ...length }, text };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
