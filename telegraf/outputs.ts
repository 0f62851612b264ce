/** The one output of an agent: InfluxDB, with the bucket chosen for each point. */
import type { Resources } from "../model/cluster.ts";
import { formatDuration } from "../model/durations.ts";
import type { Fault } from "../model/faults.ts";
import { keyFault, setCommand } from "../model/keys.ts";
import { limitFor, roomIn } from "../model/resources.ts";
import type { ConfigurationSource } from "../model/settings.ts";
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
/** What a point takes in memory, in bytes. */
const pointSize = 2 ** 10;
/** However short the outage, in points. */
const leastBuffer = 4 * batchSize;

/** How many points a buffer must hold: those of the outage, and never less than four requests. */
export function bufferLimit({ pointsPerSecond = 100, outageSeconds = 900 }: BufferSettings): number {
  return Math.max(Math.ceil(pointsPerSecond * outageSeconds), leastBuffer);
}

/** An agent as its stack file says it, for {@link bufferFaults}. */
export interface BufferedAgent {
  readonly key: "telegraf" | "telegrafDs";
  readonly buffer: BufferSettings;
  readonly resources: Resources;
  /** Its limit of memory where `resources` has none. */
  readonly usualLimit: string;
}

/** A buffer in memory for which the container has no room: it is ended before the buffer is full, and all of it is lost. */
export function bufferFaults(source: ConfigurationSource, agent: BufferedAgent): readonly Fault[] {
  const { key, buffer, resources, usualLimit } = agent;
  if (buffer.directory !== undefined) return [];
  const { pointsPerSecond = 100 } = buffer;
  const limit = resources.limits?.memory ?? usualLimit;
  const points = bufferLimit(buffer);
  const { most, expected } = roomIn(limit, pointSize);
  if (points <= most) return [];
  const seconds = most < leastBuffer ? 0 : Math.floor(most / pointsPerSecond);
  const volume = `${Math.max(10, Math.ceil((points * pointSize) / 2 ** 30))}Gi`;
  const ways = [
    ...(seconds === 0 ? [] : [setCommand(source, [key, "buffer", "outage"], formatDuration(seconds))]),
    setCommand(source, [key, "resources", "limits", "memory"], limitFor(points * pointSize)),
    ...(key === "telegraf" ? [setCommand(source, [key, "buffer", "disk", "size"], volume)] : []),
  ];
  return [
    keyFault(source, [key, "buffer"], {
      found: `${points} points to be kept in memory, about ${Math.ceil((points * pointSize) / 2 ** 20)}Mi`,
      expected,
      mend: ways.join(", or "),
    }),
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
