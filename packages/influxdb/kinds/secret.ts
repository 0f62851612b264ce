import { z } from "zod";
import type { Api } from "../client/api.ts";
import { ApiError, ConnectionError, ProviderError, RefusedError } from "../client/errors.ts";
import { scopedKind, type Found } from "../definition/kind.ts";
import { textOf } from "../definition/values.ts";
import { below, partsOf } from "./below.ts";

const Keys = z.object({ secrets: z.array(z.string()).nullable() });
const Nothing = z.undefined();

const ID = /^(?<orgId>[0-9a-f]{16})\/(?<key>.+)$/is;

export const secret = scopedKind({
  name: "Secret",
  doc: "A secret of an organization, which Flux reads with `secrets.get`. The provider reads it in the same way, so a value that was changed by hand shows as a difference, and an import brings the value. Credentials of notification endpoints are secrets too, named by the server; those belong to their endpoints. Source: InfluxDB v2 API, `/api/v2/orgs/{id}/secrets`.",
  importForm: "<key>",
  idForm: ID,
  properties: {
    key: {
      type: { type: "string" },
      required: true,
      immutable: true,
      doc: "Name, unique in the organization; not empty. A change replaces the secret.",
    },
    value: {
      type: { type: "string" },
      required: true,
      secret: true,
      writeOnly: true,
      doc: "The value; not empty, because to Flux an empty secret is not there. Where the provider's token may not run queries the value is not read, and a change by hand shows no difference. Changed in place.",
    },
  },

  importName: ({ key }) => textOf(key),
  idOf: ({ key }, orgId) => `${orgId}/${textOf(key)}`,

  check({ key, value }) {
    const reason = (found: string) => `expected a text that is not empty, found ${found}`;
    return [
      ...(key === "" ? [{ property: "key", reason: reason('""') }] : []),
      ...(value === "" ? [{ property: "value", reason: reason("an empty one") }] : []),
    ];
  },

  async create(api, { key, value }, orgId) {
    // The server takes a key twice, and overwrites. Equal objects are made one after the other, so asking is enough.
    const keys = await keysOf(api, orgId);
    if (keys === undefined) throw new ProviderError(`there is no organization ${orgId}`);
    if (keys.includes(key)) {
      throw new ApiError(`PATCH ${pathOf(orgId)}`, 422, "conflict", "the organization has this key");
    }
    // It was not there: if the answer is lost, whoever looks for it finds this one.
    return set(api, orgId, key, value, "creates");
  },

  async update(api, { id, wanted: { key, value } }) {
    const { orgId = "" } = partsOf(id, ID);
    return set(api, orgId, key, value);
  },

  async delete(api, { id }) {
    const { orgId = "", key = "" } = partsOf(id, ID);
    // Not by its path: there the server does not find a key with a slash, and still answers 204.
    const body = { secrets: [key] };
    const path = pathOf(orgId);
    await below(api, parentOf(orgId), api.send(Nothing, "POST", `${path}/delete`, body, {}, "sets"));
  },

  async read(api, id) {
    const { orgId: place = "", key = "" } = partsOf(id, ID);
    const orgId = place.toLowerCase();
    if (!(await keysOf(api, orgId))?.includes(key)) return undefined;
    const values = await valuesOf(api, orgId, [key]);
    return found(orgId, key, values?.get(key));
  },

  async list(api, orgId) {
    const keys = (await keysOf(api, orgId)) ?? [];
    const values = await valuesOf(api, orgId, keys);
    return keys.map((key) => found(orgId, key, values?.get(key)));
  },
});

const parentOf = (orgId: string) => `/api/v2/orgs/${orgId}`;
const pathOf = (orgId: string) => `${parentOf(orgId)}/secrets`;

async function set(
  api: Api,
  orgId: string,
  key: string,
  value: string,
  effect: "creates" | "sets" = "sets",
): Promise<Found> {
  await api.send(Nothing, "PATCH", pathOf(orgId), { [key]: value }, {}, effect);
  return found(orgId, key, value);
}

/** The keys of an organization; undefined when it is gone. */
async function keysOf(api: Api, orgId: string): Promise<readonly string[] | undefined> {
  const answer = await below(api, parentOf(orgId), api.get(Keys, pathOf(orgId)));
  return answer && (answer.secrets ?? []);
}

/** Values by key, read by a query; undefined when the token may not run it. */
async function valuesOf(
  api: Api,
  orgId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  if (keys.length === 0) return new Map();
  try {
    const rows = await api.query(orgId, queryFor(keys));
    const values = new Map(
      rows.map(({ key = "", value = "" }) => [textFrom(String(key)), textFrom(String(value))]),
    );
    // Rows may end in an error, and what is missing would look like a value that is empty.
    if (keys.every((key) => values.has(key))) return values;
    throw new ConnectionError(
      `the secrets of organization ${orgId} could not be read: the query was not answered`,
    );
  } catch (error) {
    // The right to query may be missing, or a proxy keeps queries out.
    if (error instanceof RefusedError) return undefined;
    if (!(error instanceof ApiError) || !error.reason.endsWith("secret not found")) throw error;
    // To Flux a secret whose value is empty is not there, and one such secret fails the query for all.
    const [first = ""] = keys;
    if (keys.length === 1) return new Map([[first, ""]]);
    const middle = Math.ceil(keys.length / 2);
    const halves = [keys.slice(0, middle), keys.slice(middle)].map((half) => valuesOf(api, orgId, half));
    const values = await Promise.all(halves);
    return values.includes(undefined) ? undefined : new Map(values.flatMap((half) => [...(half ?? [])]));
  }
}

/** Keys go there, and values come back, in hexadecimal digits: neither Flux nor CSV can misread those. */
function queryFor(keys: readonly string[]): string {
  const rows = keys.map((key) => {
    const hex = JSON.stringify(Buffer.from(key).toString("hex"));
    return `{key: ${hex}, value: hex.string(v: bytes(v: secrets.get(key: string(v: hex.bytes(v: ${hex})))))}`;
  });
  return `import "array"
import "contrib/bonitoo-io/hex"
import "influxdata/influxdb/secrets"
array.from(rows: [${rows.join(",\n")}])`;
}

function textFrom(hex: string): string {
  return Buffer.from(hex, "hex").toString();
}

/** `value`: undefined where it is not told, and what state knows holds. */
function found(orgId: string, key: string, value: string | undefined): Found {
  return { id: `${orgId}/${key}`, orgId, properties: { key, value } };
}
