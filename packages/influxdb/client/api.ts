import type { z } from "zod";
import type { Row } from "./annotated-csv.ts";
import { ConnectionError, ProviderError } from "./errors.ts";
import { orAbsent } from "./refusals.ts";
import { Transport, type Effect, type Method, type Query, type TransportOptions } from "./transport.ts";

export { orAbsent } from "./refusals.ts";

export type ApiOptions = TransportOptions;

/** The InfluxDB API: JSON out, JSON in, held against a schema. Knows no kinds. */
export class Api extends Transport {
  async get<T>(schema: z.ZodType<T>, path: string, query: Query = {}): Promise<T> {
    return this.#parsed(schema, "GET", path, undefined, query, "reads");
  }

  /** `effect`: what comes of it if it is sent twice. A `POST` makes something more each time unless this says otherwise. */
  async send<T>(
    schema: z.ZodType<T>,
    method: Method,
    path: string,
    body: unknown,
    query: Query = {},
    effect: Effect = method === "POST" ? "creates" : "sets",
  ): Promise<T> {
    return this.#parsed(schema, method, path, body, query, effect);
  }

  /**
   * Rows of a Flux query.
   *
   * @throws ProviderError when the query ends in an error after its first rows; those are not told then
   */
  async query(orgID: string, query: string): Promise<Row[]> {
    const body = { query, type: "flux", dialect: { header: true, annotations: ["datatype", "default"] } };
    const path = "/api/v2/query";
    const text = await this.request({ method: "POST", path, query: { orgID }, body, effect: "reads" });
    // Loaded here and not before: few runs ask for rows.
    const { rowsOf } = await import("./annotated-csv.ts");
    let rows: Row[];
    try {
      rows = rowsOf(text);
    } catch {
      throw new ConnectionError(
        `POST ${path} at ${this.url} was answered with something that is not CSV: is this the InfluxDB API?`,
      );
    }
    const failed = rows.find(({ error, reference }) => typeof error === "string" && reference !== undefined);
    if (failed === undefined) return rows;
    throw new ProviderError(`POST ${path} at ${this.url}: the query failed: ${String(failed["error"])}`);
  }

  /**
   * Deletes; that it was gone already is fine.
   *
   * @throws ConnectionError when the answer says something: InfluxDB's is empty, for every kind. A page of somebody
   *   else, e.g. to sign in, is no deletion
   */
  async remove(path: string, query: Query = {}): Promise<void> {
    const text = await orAbsent(this.request({ method: "DELETE", path, query, effect: "sets" }));
    if (text === undefined || text.trim() === "") return;
    throw new ConnectionError(
      `DELETE ${path} at ${this.url} was answered with something that is not empty: is this the InfluxDB API?`,
    );
  }

  async #parsed<T>(
    schema: z.ZodType<T>,
    method: Method,
    path: string,
    body: unknown,
    query: Query,
    effect: Effect,
  ): Promise<T> {
    const text = await this.request({ method, path, query, body, effect });
    const request = `${method} ${path}`;
    const mayHaveMade = effect === "creates";
    let json: unknown;
    try {
      json = text === "" ? undefined : JSON.parse(text);
    } catch {
      throw new ConnectionError(
        `${request} at ${this.url} was answered with something that is not JSON: is this the InfluxDB API?`,
        { mayHaveMade },
      );
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new ConnectionError(
      `${request} at ${this.url} was answered with something unexpected at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? ""}.`,
      { mayHaveMade },
    );
  }
}
