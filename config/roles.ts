/** What a stack file may not say in the role that it has. */
import type { Fault } from "../model/faults.ts";
import { keyFault, removeCommand } from "../model/keys.ts";
import { listNames } from "../model/suggest.ts";
import type { RawConfiguration } from "./raw.ts";

/**
 * What the stack file of a client says that belongs into that of its server.
 * @param sinkTokens Whether its secrets are the tokens of its sinks: config/sink-tokens.ts
 */
export function clientFaults(raw: RawConfiguration, sinkTokens: boolean): readonly Fault[] {
  return [...foreignKeys(raw, sinkTokens), ...foreignBucketKeys(raw)];
}

const expectedOfClient: Readonly<Record<string, string>> = {
  drift: "none: a client has nothing on the server to compare; its server's stack has",
};

/** A client declares nothing inside InfluxDB; settings of what it does not declare would be ignored silently. */
function foreignKeys({ source, values }: RawConfiguration, sinkTokens: boolean): Fault[] {
  return ["tasks", "tokens", "secrets", "alerts", "downsampling", "releases", "capacity", "drift"]
    .filter((key) => values.has(key) && !(key === "secrets" && sinkTokens))
    .map((key) =>
      keyFault(source, [key], {
        found: `settings of ${key} in the stack of a client`,
        expected:
          expectedOfClient[key] ?? `none: the ${key} of a client are declared by the stack of its server`,
        mend: `move them to the server's stack file: ${removeCommand(source, [key])}`,
      }),
    );
}

/** Of buckets a client says what its server has, so that its points find them; how long they last is the server's. */
const bucketKeysOfClient = ["layout", "shared", "extra"];

function foreignBucketKeys({ source, values }: RawConfiguration): Fault[] {
  const given = values.get("buckets")?.value;
  if (typeof given !== "object" || given === null) return [];
  const foreign = Object.keys(given).filter((key) => !bucketKeysOfClient.includes(key));
  return foreign.map((key) =>
    keyFault(source, ["buckets", key], {
      found: `buckets.${key} in the stack of a client`,
      expected: `only ${listNames(bucketKeysOfClient)}, as its server has them; the buckets themselves are declared by the stack of the server`,
      mend: `move it to the server's stack file: ${removeCommand(source, ["buckets", key])}`,
    }),
  );
}
