/** What loses or doubles points of a Kafka sink unless somebody knows of it. */
import type { Fault } from "./faults.ts";
import type { ConfigurationSource } from "./settings.ts";
import { contextOf } from "./sink-context.ts";
import { timestampKeys } from "./sink-formats.ts";
import type { SinkSettings } from "./sink-settings.ts";

/** Something that may be meant, of a sink. */
export interface SinkFinding extends Fault {
  /**
   * `pattern`: topics that come later are not read · `arrival`: a message that comes twice is two points · `kafka-time`:
   * messages of one time in Kafka are one point.
   */
  readonly check: "pattern" | "arrival" | "kafka-time";
  /** Name of the sink. */
  readonly of: string;
}

export function sinkFindings(sink: SinkSettings, source: ConfigurationSource): readonly SinkFinding[] {
  const { at, remove } = contextOf(sink, source);
  const found = (check: SinkFinding["check"], fault: Fault): SinkFinding => ({
    ...fault,
    check,
    of: sink.name,
  });
  const findings: SinkFinding[] = [];
  const [pattern] = sink.patterns;
  if (pattern !== undefined) {
    const fault = at("patterns", {
      found: `pattern \`${pattern}\`, which telegraf looks up only when it starts`,
      expected: "names: messages of a topic that is made later are not read before the next start",
      mend: "list them in `topics`",
    });
    findings.push(found("pattern", fault));
  }
  // Of line protocol every other time is a fault.
  if (sink.format.kind === "influx") return findings;
  const mend = `name the time that messages say in \`${timestampKeys[sink.format.kind]}\`, and ${remove("times")}`;
  if (sink.times === "arrival") {
    const fault = at("times", {
      found: "`arrival`, the instant at which telegraf reads a message",
      expected: "a time that stays: after a restart messages come twice, and would be two points",
      mend,
    });
    findings.push(found("arrival", fault));
  }
  if (sink.times === "kafka") {
    const fault = at("times", {
      found: "`kafka`, the time of the record in Kafka, which is in milliseconds",
      expected:
        "a time of each message: those of one series and one millisecond are one point, and so is a whole batch of a producer where the topic has `message.timestamp.type: LogAppendTime`",
      mend,
    });
    findings.push(found("kafka-time", fault));
  }
  return findings;
}
