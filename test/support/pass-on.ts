import { request, type IncomingMessage, type ServerResponse } from "node:http";

/** Lets another server answer a request, as it is. */
export function passOn(incoming: IncomingMessage, outgoing: ServerResponse, target: URL): void {
  const { method, headers } = incoming;
  // A connection of its own for each request: none is left over that could break later.
  const forwarded = request(target, { method, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on("error", () => outgoing.destroy());
  incoming.pipe(forwarded);
}
