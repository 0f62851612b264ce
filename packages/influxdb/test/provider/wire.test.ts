import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { isRecord, UNKNOWN, Unknown, type Value } from "../../definition/values.ts";
import { decode, encode, EMPTY_BAG } from "../../provider/wire.ts";

// The marks as Pulumi documents them, spelt out here so that a slip in the source shows.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN_MARKS = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** What the engine may send: plain JSON in which any part may be a secret or not known yet. */
type Sent =
  | { is: "plain"; value: string | number | boolean | null }
  | { is: "unknown"; mark: string }
  | { is: "list"; items: Sent[] }
  | { is: "record"; fields: Record<string, Sent> }
  | { is: "secret"; inner: Sent };

/** Keys that JavaScript's objects have of themselves, and others that are seldom seen. */
const ODD_KEYS = [
  "",
  "constructor",
  "toString",
  "hasOwnProperty",
  "length",
  "value",
  "0",
  "ключ",
  "🔑",
  "a.b[0]",
];
// The library of the messages itself does not keep `__proto__`.
const keys = fc
  .oneof(
    fc.string({ maxLength: 6 }),
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.constantFrom(...ODD_KEYS),
  )
  .filter((key) => key !== "__proto__" && key !== SIGNATURE);
const plain = fc
  .oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  // Protobuf has no negative zero in JSON, and no program declares one.
  .map((value): Sent => ({ is: "plain", value: typeof value === "number" ? value + 0 : value }));
const { sent } = fc.letrec<{ sent: Sent }>((tie) => ({
  sent: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    plain,
    fc.constantFrom(...UNKNOWN_MARKS).map((mark): Sent => ({ is: "unknown", mark })),
    fc.array(tie("sent"), { maxLength: 3 }).map((items): Sent => ({ is: "list", items })),
    fc
      .dictionary(keys, tie("sent"), { maxKeys: 3 })
      .map((fields): Sent => ({ is: "record", fields: { ...fields } })),
    tie("sent").map((inner): Sent => ({ is: "secret", inner })),
  ),
}));
const bags = fc.dictionary(keys, sent, { maxKeys: 4 }).map((bag) => ({ ...bag }));

/** A message as it arrives: through bytes, as between two processes. */
function message(bag: Record<string, Sent>): struct.Struct {
  const fields = Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, onWire(value)]));
  return overTheWire(struct.Struct.fromJavaScript(fields));
}

function overTheWire(sentMessage: struct.Struct): struct.Struct {
  return struct.Struct.deserializeBinary(sentMessage.serializeBinary());
}

function onWire(value: Sent): struct.JavaScriptValue {
  switch (value.is) {
    case "plain":
      return value.value;
    case "unknown":
      return value.mark;
    case "list":
      return value.items.map(onWire);
    case "record":
      return Object.fromEntries(Object.entries(value.fields).map(([key, field]) => [key, onWire(field)]));
    case "secret":
      return { [SIGNATURE]: SECRET, value: onWire(value.inner) };
  }
}

/** The value that was meant. */
function meant(value: Sent): Value {
  switch (value.is) {
    case "plain":
      return value.value;
    case "unknown":
      return UNKNOWN;
    case "list":
      return value.items.map(meant);
    case "record":
      return Object.fromEntries(Object.entries(value.fields).map(([key, field]) => [key, meant(field)]));
    case "secret":
      return meant(value.inner);
  }
}

function holdsSecret(value: Sent): boolean {
  if (value.is === "list") return value.items.some(holdsSecret);
  if (value.is === "record") return Object.values(value.fields).some(holdsSecret);
  return value.is === "secret";
}

/** Every string of a message that no secret mark covers. */
function inClear(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(inClear);
  if (typeof value !== "object" || value === null) return [];
  if (Reflect.get(value, SIGNATURE) === SECRET) return [];
  return Object.values(value).flatMap(inClear);
}

describe("wire: property bags as the engine sends them", () => {
  test("values come out as they were meant, whatever is secret or not known yet, at any depth", () => {
    fc.assert(
      fc.property(bags, (bag) => {
        const { values, secrets } = decode(message(bag));
        const given = Object.entries(bag).filter(([, value]) => meant(value) !== null);
        assert.deepEqual(values, Object.fromEntries(given.map(([key, value]) => [key, meant(value)])));
        // A null given as a secret is still nothing; its key may be marked or not.
        const marked = given.filter(([, value]) => holdsSecret(value)).map(([key]) => key);
        assert.deepEqual([...secrets].filter((key) => Object.hasOwn(values, key)).sort(), marked.sort());
      }),
    );
  });

  test("what was decoded can be encoded and decoded again without a change", () => {
    fc.assert(
      fc.property(bags, (bag) => {
        const once = decode(message(bag));
        const again = decode(overTheWire(encode(once)));
        assert.deepEqual(again.values, once.values);
        assert.deepEqual(
          [...again.secrets].sort(),
          [...once.secrets].filter((key) => Object.hasOwn(once.values, key)).sort(),
        );
      }),
    );
  });

  test("nothing secret loses its mark on the way through", () => {
    const hidden = "the-secret-itself";
    const secretText: Sent = { is: "secret", inner: { is: "plain", value: hidden } };
    const wrapped = fc.array(fc.constantFrom("list", "record", "secret"), { maxLength: 4 }).map((layers) =>
      layers.reduce<Sent>((inner, layer) => {
        if (layer === "list") return { is: "list", items: [inner] };
        if (layer === "record") return { is: "record", fields: { field: inner } };
        return { is: "secret", inner };
      }, secretText),
    );
    fc.assert(
      fc.property(bags, keys, wrapped, (bag, key, secret) => {
        const out = encode(decode(message({ ...bag, [key]: secret }))).toJavaScript();
        assert(JSON.stringify(out).includes(hidden));
        assert(!inClear(out).includes(hidden));
      }),
    );
  });

  test("each type's mark of an unknown is one, and goes out as the one mark that SDKs read", () => {
    for (const mark of UNKNOWN_MARKS) {
      const { values } = decode(message({ name: { is: "unknown", mark } }));
      assert(values["name"] instanceof Unknown, mark);
      assert.deepEqual(encode({ values, secrets: new Set() }).toJavaScript(), { name: UNKNOWN_MARKS[0] });
    }
  });

  test("an unknown secret stays both", () => {
    const { values, secrets } = decode(
      message({ token: { is: "secret", inner: { is: "unknown", mark: UNKNOWN_MARKS[0] ?? "" } } }),
    );
    assert.deepEqual(values, { token: UNKNOWN });
    assert.deepEqual(encode({ values, secrets }).toJavaScript(), {
      token: { [SIGNATURE]: SECRET, value: UNKNOWN_MARKS[0] },
    });
  });

  test("a null input is an input that was not given; one that is undefined is not sent", () => {
    assert.deepEqual(decode(message({ description: { is: "plain", value: null } })), EMPTY_BAG);
    assert.deepEqual(
      encode({ values: { description: undefined }, secrets: new Set(["description"]) }).toJavaScript(),
      {},
    );
  });

  test("no message is an empty bag", () => {
    assert.deepEqual(decode(undefined), EMPTY_BAG);
  });

  test("assets, archives and resource references are refused rather than misread, at any depth", () => {
    const marks = fc.oneof(
      fc.constantFrom(
        "c44067f5952c0a294b673a41bacd8c17",
        "0def7320c3a5731c473e5ecbe6d01bc7",
        "",
        null,
        1,
        true,
      ),
      fc.string().filter((mark) => mark !== SECRET),
    );
    const path = fc.array(fc.constantFrom("list", "record", "secret"), { maxLength: 4 });
    fc.assert(
      fc.property(bags, keys, marks, path, (bag, key, mark, layers) => {
        const foreign: struct.JavaScriptValue = { [SIGNATURE]: mark, text: "x" };
        const inside = layers.reduce<struct.JavaScriptValue>((inner, layer) => {
          if (layer === "list") return [inner];
          return layer === "record" ? { field: inner } : { [SIGNATURE]: SECRET, value: inner };
        }, foreign);
        const fields = Object.entries(bag).map(([name, value]) => [name, onWire(value)] as const);
        const sentMessage = struct.Struct.fromJavaScript(Object.fromEntries([...fields, [key, inside]]));
        assert.throws(() => decode(overTheWire(sentMessage)), /assets, archives and resource references/);
      }),
    );
  });

  test("a value of no kind is refused", () => {
    const malformed = new struct.Struct();
    malformed.getFieldsMap().set("name", new struct.Value());
    assert.throws(() => decode(overTheWire(malformed)), /Unexpected struct type/);
  });

  test("bytes that are no message are refused, or are a message that decodes", () => {
    const bytes = fc.tuple(bags, fc.nat(), fc.nat(255)).map(([bag, at, byte]) => {
      const whole = message(bag).serializeBinary();
      if (whole.length > 0) whole[at % whole.length] = byte;
      return whole;
    });
    fc.assert(
      fc.property(bytes, (spoilt) => {
        let arrived: struct.Struct;
        try {
          arrived = struct.Struct.deserializeBinary(spoilt);
        } catch {
          return;
        }
        try {
          assert(Object.keys(decode(arrived).values).every((key) => typeof key === "string"));
        } catch (error) {
          assert(error instanceof Error);
          assert.match(error.message, /assets, archives and resource references|Unexpected struct type/);
        }
      }),
    );
  });

  test("a key `__proto__` gives no object another prototype", () => {
    const sentMessage = message({
      map: { is: "record", fields: { __prota__: { is: "record", fields: {} } } },
    });
    const bytes = Buffer.from(sentMessage.serializeBinary());
    bytes.write("__proto__", bytes.indexOf("__prota__"));
    const { map } = decode(struct.Struct.deserializeBinary(bytes)).values;
    assert(isRecord(map));
    assert.equal(Object.getPrototypeOf(map), Object.prototype);
    assert.deepEqual(map, {});
  });
});
