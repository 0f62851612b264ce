/** A server that passes requests on and remembers the answers, until it is told to answer by itself. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestServer } from "../../../../test/support/influxd.ts";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Mirror {
  readonly url: string;
  /** What the real server answered, by path and body of the request. */
  readonly remembered: ReadonlyMap<string, string>;
  /** From now on every request is answered with what is made of the remembered body; `undefined`: none is. */
  answer(make: (body: string | undefined) => Answer): void;
  /** From now on every request is passed on. */
  relay(): void;
  stop(): Promise<void>;
}

/** Starts it on a free loopback port. Only for requests that read, be it by a query. */
export async function startMirror(target: TestServer): Promise<Mirror> {
  const remembered = new Map<string, string>();
  let make: ((body: string | undefined) => Answer) | undefined;
  const answerTo = async (incoming: IncomingMessage): Promise<Answer> => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const asked = await text(incoming);
    if (make !== undefined && path !== "/health") return make(remembered.get(`${path}${asked}`));
    const answer = await fetch(new URL(path, target.url), {
      method,
      headers: {
        authorization: `Token ${target.token}`,
        accept: "application/json",
        "content-type": headers["content-type"] ?? "text/plain",
      },
      ...(asked === "" ? {} : { body: asked }),
    });
    const body = await answer.text();
    remembered.set(`${path}${asked}`, body);
    return { status: answer.status, body };
  };
  const write = (outgoing: ServerResponse, { status, body }: Answer) => outgoing.writeHead(status).end(body);
  const server = createServer((incoming, outgoing) => {
    answerTo(incoming).then(
      (answer) => write(outgoing, answer),
      (error: unknown) => write(outgoing, { status: 500, body: String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    remembered,
    answer: (maker) => {
      make = maker;
    },
    relay: () => {
      make = undefined;
      remembered.clear();
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
