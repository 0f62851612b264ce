/** Receivers and servers that fail, as the tests of what is told exactly once need them. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Receiver } from "../../tools/alerts/receiver.ts";
import { type Influxd, startInfluxd } from "../../tools/local/influxd.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import { influxd } from "../../tools/toolchain/parts.ts";
import type { Message } from "../support/alerts.ts";
import { api, patient, type TestServer } from "../support/influxd.ts";
import { listen } from "../support/listen.ts";

/** What becomes of a message; a slow one is accepted after {@link slowSeconds}. */
export type Fate = "accepted" | "refused" | "failed" | "hanging" | "slow";

/** More than the time in which a delivery begins messages whatever the time-out of its channel, which is ten seconds. */
export const slowSeconds = 11;

/** A receiver that does as it is told, and remembers each request. */
export interface Fickle extends Receiver {
  fate: (request: Taken) => Fate;
  readonly taken: Taken[];
}

/** A request, and what became of it. */
export interface Taken extends Message {
  readonly path: string;
  readonly key: string;
  /** Order in which it came, from 1. */
  readonly count: number;
  fate: Fate;
}

/** Starts a receiver that accepts everything. */
export async function startFickle(): Promise<Fickle> {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      const one: Taken = {
        ...(JSON.parse(body) as Message),
        path: request.url ?? "",
        key: String(request.headers["idempotency-key"]),
        count: taken.length + 1,
        fate: "accepted",
      };
      one.fate = fickle.fate(one);
      taken.push(one);
      if (one.fate === "hanging") return;
      if (one.fate === "slow") {
        // By the clock: how long an answer takes is what the delivery goes by, and nothing else tells when it gives up.
        setTimeout(() => response.end(), slowSeconds * 1000);
        return;
      }
      if (one.fate === "refused") request.socket.destroy();
      response.statusCode = one.fate === "failed" ? 500 : 200;
      response.end();
    });
  });
  const { port, stop } = await listen(server);
  const fickle: Fickle = {
    url: `http://127.0.0.1:${port}`,
    fate: () => "accepted",
    taken,
    take: () => [],
    answer: () => undefined,
    stop,
  };
  return fickle;
}

/** An InfluxDB that can be killed, and begins anew on the same data and port. */
export interface Mortal extends TestServer {
  kill(): Promise<void>;
  revive(): Promise<void>;
}

/** Starts one, and sets it up. */
export async function startMortal(): Promise<Mortal> {
  const directory = await mkdtemp(join(tmpdir(), "influxd-mortal-"));
  const { path: binary } = await ensure(influxd);
  const start = (port = 0): Promise<Influxd> =>
    startInfluxd({ binary, directory, logFile: join(directory, "influxd.log"), port, extraArgs: patient });
  let process_ = await start();
  const { url, port } = process_;
  const token = "operator-token-of-a-test";
  const setup = { username: "tester", password: "password-of-a-test", org: "test", bucket: "setup", token };
  const made = await api({ url, token }, "POST", "/api/v2/setup", { json: setup });
  const revive = async (): Promise<void> => {
    process_ = await start(port);
    assert.equal(process_.port, port);
  };
  return {
    url,
    token,
    org: "test",
    orgId: (JSON.parse(made) as { org: { id: string } }).org.id,
    revive,
    kill: async () => {
      process.kill(process_.pid, "SIGKILL");
      await process_.stop();
    },
    becomes: async () => {
      await process_.stop();
      await revive();
    },
    stop: async () => {
      await process_.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
