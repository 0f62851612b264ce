/** A small receiver of alerts on loopback: remembers what it got, and answers as it is told. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request, as it came. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  /** Everything under a path since the last call, also what was answered with an error. */
  take(path: string): readonly Received[];
  /** From now on requests under that path are answered with this status. @default 200 */
  answer(path: string, status: number): void;
  stop(): Promise<void>;
}

/** Starts a receiver on a port of its own. */
export async function startReceiver(): Promise<Receiver> {
  const received = new Map<string, Received[]>();
  const statuses = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      received.set(path, [...(received.get(path) ?? []), { path, headers: request.headers, body }]);
      response.statusCode = statuses.get(path) ?? 200;
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    take: (path) => {
      const found = received.get(path) ?? [];
      received.delete(path);
      return found;
    },
    answer: (path, status) => void statuses.set(path, status),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
