/** Avro by hand: the binary form of one record, value by value as its schema has them. */

/** A value and how it is written; `null` is the first branch of a union whose first is that. */
export type AvroValue =
  readonly ["long", number] | readonly ["double", number] | readonly ["string", string] | readonly ["null"];

export function avroRecord(...values: readonly AvroValue[]): Uint8Array {
  return Buffer.concat(
    values.map((value) => {
      switch (value[0]) {
        case "long":
          return long(BigInt(value[1]));
        case "double": {
          const bytes = Buffer.alloc(8);
          bytes.writeDoubleLE(value[1]);
          return bytes;
        }
        case "string": {
          const bytes = Buffer.from(value[1]);
          return Buffer.concat([long(BigInt(bytes.length)), bytes]);
        }
        case "null":
          return long(0n);
      }
    }),
  );
}

/** Seven bits a byte, the lowest first, and the sign in the lowest. */
function long(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
