/** What the container of a Kafka sink asks for and may have, and whether its buffer has room in it. */
import type { Resources } from "./cluster.ts";
import type { Fault } from "./faults.ts";
import { bytesText } from "./releases/quantities.ts";
import { limitFor, resourceFaults, roomIn } from "./resources.ts";
import type { ConfigurationSource } from "./settings.ts";
import { contextOf, pathOf } from "./sink-context.ts";
import { bufferOf, type SinkSettings } from "./sink-settings.ts";

/** What it asks for where a stack file says nothing. */
export const sinkResources = {
  requests: { cpu: "100m", memory: "256Mi" },
  limits: { memory: "1Gi" },
} as const satisfies Resources;

/** What a point of some five fields takes in the memory of a sink, in bytes: measured with 995,000 of them. */
export const sinkPointSize = 1_331;

/** The amounts of a sink: what its stack file leaves out is as usual. */
export function amountsOf({ resources }: Pick<SinkSettings, "resources">): Resources {
  return {
    requests: { ...sinkResources.requests, ...resources?.requests },
    limits: { ...sinkResources.limits, ...resources?.limits },
  };
}

/** Amounts that Kubernetes refuses, and a full buffer that ends the container, while InfluxDB is away. */
export function memoryFaults(sink: SinkSettings, source: ConfigurationSource): readonly Fault[] {
  const amounts = amountsOf(sink);
  const limit = amounts.limits?.memory ?? sinkResources.limits.memory;
  const needed = bufferOf(sink);
  const points = sink.buffer ?? needed;
  const { most, expected } = roomIn(limit, sinkPointSize);
  const faults = resourceFaults(source, [...pathOf(sink), "resources"], amounts);
  if (points <= most) return faults;
  const { at, set } = contextOf(sink, source);
  const messages = Math.floor(most / sink.pointsPerMessage);
  const ways = [
    ...(sink.buffer !== undefined && needed <= most ? [set("buffer", most)] : []),
    ...(needed > most && messages > 0 ? [set("undelivered", messages)] : []),
    set(["resources", "limits", "memory"], limitFor(points * sinkPointSize)),
  ];
  return [
    ...faults,
    at(sink.buffer === undefined ? "undelivered" : "buffer", {
      found: `${points} points that may wait in memory, about ${bytesText(mebibytes(points * sinkPointSize))}`,
      expected,
      mend: ways.join(", or "),
    }),
  ];
}

/** Bytes in whole MiB. */
function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20) * 2 ** 20;
}
