/** A cluster: its API over HTTP, and where in it objects of a kind are. */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type Answer, type Method, refusalOf } from "../../kubernetes/client.ts";
import type { Plain } from "../service/properties.ts";
import type { Connection } from "./kubeconfig.ts";

/** What the server said that it would not do. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** The server's own word for the sort of it: `NotFound`, `AlreadyExists`, `Conflict`. */
  readonly reason: string;

  constructor({ status, body }: Answer) {
    super(refusalOf({ status, body }) ?? `answered ${status}`);
    this.status = status;
    this.reason = z.object({ reason: z.string() }).safeParse(body).data?.reason ?? "";
  }
}

/** Kinds of objects, as the server lists them. */
const ResourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
/** An object, as far as everything relies on it. */
const LiveObject = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** An API version and a kind. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Where the objects of a kind are. */
export interface Place {
  /** `/apis/apps/v1`. */
  readonly base: string;
  /** `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface Identity {
  /** Absent for objects of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
}

/** Parameters of a request; what is undefined is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

interface Sending {
  readonly query?: Query;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** How long a request may take. */
const REQUEST_MS = 30_000;
/** How long a kind that was only just defined is waited for. */
const KIND_MS = 15_000;

export class Cluster {
  readonly #connection: Connection;
  readonly #agent: HttpAgent;
  readonly #kinds = new Map<string, Promise<z.infer<typeof ResourceList>["resources"]>>();
  #reachable: Promise<string | undefined> | undefined;
  #controlled: Promise<boolean> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    const { ca, certificate: cert, key, skipVerify } = connection;
    const options = { keepAlive: true, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
    this.#agent = connection.url.startsWith("https:")
      ? new HttpsAgent({ ...options, rejectUnauthorized: !skipVerify })
      : new HttpAgent({ keepAlive: true });
  }

  /** Why no server answers; undefined where one does. Asked once per operation of the engine. */
  async unreachable(): Promise<string | undefined> {
    this.#reachable ??= this.#send("GET", "/version").then(
      () => undefined,
      (error: unknown) => `${this.#connection.url} does not answer: ${String(error)}`,
    );
    return this.#reachable;
  }

  /** Whether anything acts on its objects, rather than only keeping them. */
  async isControlled(): Promise<boolean> {
    const lease = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager";
    this.#controlled ??= this.#send("GET", lease).then(({ status }) => status < 300);
    return this.#controlled;
  }

  /** Where objects of a kind are; undefined where the server knows none such. `patient`: waits for it to be defined. */
  async place({ apiVersion, kind }: Kind, patient = false): Promise<Place | undefined> {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const deadline = performance.now() + (patient ? KIND_MS : 0);
    for (;;) {
      const found = (await this.#kindsOf(base)).find(
        (resource) => resource.kind === kind && !resource.name.includes("/"),
      );
      if (found !== undefined) return { base, plural: found.name, namespaced: found.namespaced };
      this.#kinds.delete(base);
      if (performance.now() >= deadline) return undefined;
      await pause(100);
    }
  }

  async #kindsOf(base: string): Promise<z.infer<typeof ResourceList>["resources"]> {
    let listed = this.#kinds.get(base);
    if (listed === undefined) {
      listed = this.#send("GET", base).then((answer) => {
        if (answer.status === 404) return [];
        if (answer.status >= 300) throw new Refusal(answer);
        return ResourceList.parse(answer.body).resources;
      });
      this.#kinds.set(base, listed);
    }
    return listed;
  }

  /** The object; undefined when there is none. */
  async get(place: Place, identity: Identity): Promise<Plain | undefined> {
    const answer = await this.#send("GET", pathOf(place, identity));
    return answer.status === 404 ? undefined : objectIn(answer);
  }

  /** Makes an object, or only says what it would be. */
  async create(place: Place, object: Plain, query: Query): Promise<Plain> {
    const { namespace } = identityOf(object);
    const path = pathOf(place, namespace === undefined ? { name: "" } : { namespace, name: "" });
    const answer = await this.#send("POST", path.replace(/\/$/, ""), { query, body: object });
    return objectIn(answer);
  }

  /** Makes an object so that it has these fields, by server-side apply. */
  async apply(place: Place, object: Plain, query: Query): Promise<Plain> {
    const contentType = "application/apply-patch+yaml";
    const sending = { query, body: object, contentType };
    return objectIn(await this.#send("PATCH", pathOf(place, identityOf(object)), sending));
  }

  /** Asks for an object to be deleted; that it is not there is fine. */
  async delete(place: Place, identity: Identity, propagationPolicy: string): Promise<void> {
    const answer = await this.#send("DELETE", pathOf(place, identity), { query: { propagationPolicy } });
    if (answer.status >= 300 && answer.status !== 404) throw new Refusal(answer);
  }

  async #send(method: Method, path: string, sending: Sending = {}): Promise<Answer> {
    const { query = {}, body, contentType = "application/json" } = sending;
    const { url: base, token } = this.#connection;
    const url = new URL(base.replace(/\/$/, "") + path);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, value);
    const headers = {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": contentType }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const start = url.protocol === "https:" ? httpsRequest : httpRequest;
    const options = { method, headers, agent: this.#agent, signal: AbortSignal.timeout(REQUEST_MS) };
    return new Promise((resolve, reject) => {
      const request = start(url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString("utf8")) });
        });
      });
      request.on("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** Namespace and name of an object. */
export function identityOf(object: Plain): Identity {
  const { name, namespace } = LiveObject.parse(object).metadata;
  return namespace === undefined ? { name } : { namespace, name };
}

function pathOf({ base, plural, namespaced }: Place, { namespace, name }: Identity): string {
  const within = namespaced ? `/namespaces/${encodeURIComponent(namespace ?? "default")}` : "";
  return `${base}${within}/${plural}/${encodeURIComponent(name)}`;
}

function objectIn(answer: Answer): Plain {
  if (answer.status >= 300) throw new Refusal(answer);
  return LiveObject.parse(answer.body) as Plain;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
