/** The one output of an agent: InfluxDB, with the bucket chosen for each point. */
import type { Fault } from "../model/faults.ts";
import { type Plugin, use } from "./plugin.ts";
import { influxdbV2 } from "./plugins/influxdb-v2.ts";
import { destinationOf, fallbackHome, type Placement } from "./placement.ts";
import { bucketTag } from "./routing.ts";

/** Where an agent writes. */
export interface InfluxdbTarget {
  readonly url: string;
  readonly organization: string;
  /** Name of the environment variable that holds the token. @default `INFLUX_TOKEN` */
  readonly tokenVariable?: string;
  /** File with the certificates of the authority that signed the server's. @default those of the system */
  readonly ca?: string;
  /** How long a write may take, in seconds. @default 10 */
  readonly timeoutSeconds?: number;
}

/** What an agent keeps while InfluxDB does not answer. */
export interface BufferSettings {
  /** Points that the agent writes in a second. @default 100 */
  readonly pointsPerSecond?: number;
  /** How long InfluxDB may be away before points are lost, in seconds. @default 900 */
  readonly outageSeconds?: number;
  /** Directory that keeps them over a restart of the agent. @default memory, about 1 KiB a point */
  readonly directory?: string;
}

/** Points of one request. */
export const batchSize = 5_000;
/** A point in memory takes about 1 KiB: more than this and a small pod is ended before the buffer is full. */
const mostInMemory = 1_000_000;

/** How many points a buffer must hold: those of the outage, and never less than four requests. */
export function bufferLimit({ pointsPerSecond = 100, outageSeconds = 900 }: BufferSettings): number {
  return Math.max(Math.ceil(pointsPerSecond * outageSeconds), 4 * batchSize);
}

/** What cannot be buffered as asked. */
export function bufferFaults(buffer: BufferSettings, where: string): readonly Fault[] {
  const points = bufferLimit(buffer);
  if (buffer.directory !== undefined || points <= mostInMemory) return [];
  return [
    {
      where: `${where}: buffer`,
      found: `${points} points to be kept in memory`,
      expected: `at most ${mostInMemory}, which take about 1 GiB`,
      mend: "lower `outageSeconds`, or give a `directory`",
    },
  ];
}

/** The output. Points whose bucket is unknown go to the fallback's. */
export function influxdbOutput(target: InfluxdbTarget, placement: Placement): Plugin {
  const { url, organization, tokenVariable = "INFLUX_TOKEN", ca, timeoutSeconds = 10 } = target;
  const { fallback = fallbackHome } = placement;
  return use(influxdbV2, {
    alias: "influxdb",
    urls: [url],
    organization,
    token: `\${${tokenVariable}}`,
    bucket: destinationOf(fallback, placement)?.bucket ?? fallback,
    bucket_tag: bucketTag,
    exclude_bucket_tag: true,
    timeout: `${timeoutSeconds}s`,
    tls_ca: ca,
    // A server that is not there yet, or not any more, must not end the agent: it fills its buffer.
    startup_error_behavior: "retry",
  });
}
