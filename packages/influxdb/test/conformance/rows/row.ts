/** What the conformance suite needs to know of each kind. The API is spelt out here again, apart from the provider's own reading of it. */
import assert from "node:assert/strict";
import { api, ApiError, type TestServer } from "../../../../../test/support/influxd.ts";
import type { Value, Values } from "../../../definition/values.ts";

/** A server with a second organization. */
export interface World {
  readonly server: TestServer;
  readonly other: { readonly id: string; readonly name: string };
}

/** A kind with a sample of inputs, and its objects as the API has them. */
export interface Row {
  readonly kind: string;
  /** Which of several rows of its kind it is, where not all inputs go together. */
  readonly variant?: string;
  /** Makes what the objects need beforehand. `tag` keeps the names of one run apart from those of another. */
  prepare(world: World, tag: string): Promise<Sample>;
}

export interface Sample {
  /** Inputs in which everything but the organization is declared, and nothing is at its default. */
  readonly full: Values;
  /** Inputs of another object, in which nothing is declared that need not be. */
  readonly least: Values;
  /** For each input that changes in place: what is declared next, and, unless it is write-only, what a person sets. */
  readonly updates: Readonly<Record<string, { readonly to: Value; readonly byHand?: Value }>>;
  /** For each input whose change replaces: another value. */
  readonly replacements: Readonly<Record<string, Value>>;
  /**
   * Inputs that have tests of their own, because they cannot be tried one at a time: they have but one value, or
   * exclude one that is in `full`. They need not stand in `full`.
   */
  readonly apart?: readonly string[];
  /** Readable name of the object of `full`, without its organization. */
  readonly name: string;
  /** What is declared otherwise in another organization, where inputs name objects of their own organization. */
  inOrganization?(orgId: string): Promise<Values>;
  /** Whether the server has that value of a write-only input, e.g. because one can sign in with it. */
  accepts?(id: string, property: string, value: Value | undefined): Promise<boolean>;
  /** Sets one property on the server, past the provider. */
  setByHand(id: string, property: string, value: Value): Promise<void>;
  /** An object as the server tells it, in the words of its inputs; undefined when it has none of that id. */
  onServer(id: string): Promise<Values | undefined>;
}

export type Json = Readonly<Record<string, unknown>>;

/** Calls the API with JSON. */
export async function call(
  server: TestServer,
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  json?: unknown,
): Promise<Json> {
  const accept = "application/json";
  const answer = await api(server, method, path, json === undefined ? { accept } : { accept, json });
  return answer === "" ? {} : (JSON.parse(answer) as Json);
}

/** A text of the API, which leaves an empty one out. */
export function text(value: unknown): string {
  assert(value === undefined || typeof value === "string");
  return value ?? "";
}

/** What a path leads to, or undefined when there is no such thing. */
export async function lookUp(server: TestServer, path: string): Promise<Json | undefined> {
  try {
    return await call(server, "GET", path);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** The id that a creation answered. */
export async function made(answer: Promise<Json>): Promise<string> {
  const { id } = await answer;
  assert(typeof id === "string");
  return id;
}
