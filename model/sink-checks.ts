/** What is wrong with a Kafka sink: above all what would lose points, or double them, in silence. */
import { bucketOf, nameExpectation } from "./applications.ts";
import type { Fault } from "./faults.ts";
import { describeValue, keyFault, type KeyPath, removeCommand, setCommand } from "./keys.ts";
import type { ConfigurationSource } from "./settings.ts";
import { bufferOf, type KafkaSettings, literalStart, type SinkSettings } from "./sink-settings.ts";
import { didYouMean, listNames, suggest } from "./suggest.ts";

/** Something that may be meant, of a sink. */
export interface SinkFinding extends Fault {
  /** `pattern`: topics that come later are not read · `arrival`: a message that comes twice is two points. */
  readonly check: "pattern" | "arrival";
  /** Name of the sink. */
  readonly of: string;
}

/** Everything wrong with one sink, alone and beside those before it. */
export function sinkFaults(
  settings: KafkaSettings,
  index: number,
  sink: SinkSettings,
  source: ConfigurationSource,
): readonly Fault[] {
  const path = pathOf(sink);
  const context: Context = {
    at: (key, fault) => keyFault(source, [...path, key], fault),
    set: (key, value) =>
      setCommand(source, [...path, ...(typeof key === "string" ? [key] : key)], String(value)),
    remove: (key) => removeCommand(source, [...path, key]),
  };
  return [
    ...brokerFaults(sink, settings, context),
    ...topicFaults(sink, context),
    ...timeFaults(sink, context),
    ...bufferFaults(sink, context),
    ...bucketFaults(sink, context),
    ...sharedFaults(sink, settings.sinks.slice(0, index), context),
  ];
}

/** Faults and commands at the keys of one sink. */
interface Context {
  readonly at: (key: string, fault: Omit<Fault, "where">) => Fault;
  readonly set: (key: string | KeyPath, value: number | string) => string;
  readonly remove: (key: string) => string;
}

const pathOf = ({ name }: SinkSettings) => ["kafka", "sinks", name];

function brokerFaults(sink: SinkSettings, { clusters }: KafkaSettings, context: Context): Fault[] {
  const { cluster, brokers, kafkaVersion, authentication, caSecret } = sink;
  const { at, set, remove } = context;
  const known = clusters.map(({ name }) => name);
  if (cluster === undefined) {
    const faults: Fault[] = [];
    if (brokers.length === 0) {
      const mend = set("cluster", known[0] ?? "<name>");
      faults.push(
        at("cluster", { found: "nothing", expected: "a cluster of the stack, or `brokers`", mend }),
      );
    } else if (kafkaVersion === undefined) {
      faults.push(
        at("kafkaVersion", {
          found: "nothing",
          expected: "the version of those brokers: without it telegraf never reads from Kafka 4",
          mend: set("kafkaVersion", "4.1.0"),
        }),
      );
    }
    if (sink.declare !== undefined) {
      const expected = "topics to make only on a cluster of `monitoring:kafka.clusters`";
      faults.push(at("declare", { found: "topics to make", expected, mend: remove("declare") }));
    }
    return faults;
  }
  if (!known.includes(cluster)) {
    return [
      at("cluster", {
        found: `\`${cluster}\`, which monitoring:kafka.clusters does not have`,
        expected: `one of ${listNames(known)}${didYouMean(cluster, known)}`,
        mend: set("cluster", suggest(cluster, known) ?? known[0] ?? "<name>"),
      }),
    ];
  }
  const { authorization = false } = clusters.find(({ name }) => name === cluster) ?? {};
  const wide = sink.patterns.find((pattern) => authorization && literalStart(pattern) === "");
  const told = {
    brokers: brokers.length > 0,
    authentication: authentication.kind !== "none",
    caSecret: caSecret !== undefined,
  };
  return [
    ...Object.entries(told)
      .filter(([, there]) => there)
      .map(([key]) =>
        at(key, {
          found: `\`${key}\` beside \`cluster\``,
          expected: `one of the two: cluster \`${cluster}\` says that`,
          mend: remove(key),
        }),
      ),
    ...(wide === undefined
      ? []
      : [
          at("patterns", {
            found: `${describeValue(wide)}, which may match any topic`,
            expected:
              "a pattern that begins with letters: its user may read what begins so, and nothing else",
            mend: "write the beginning out, or list the topics in `topics`",
          }),
        ]),
  ];
}

function topicFaults(
  { topics, patterns, declare, replicas }: SinkSettings,
  { at, set, remove }: Context,
): Fault[] {
  const faults: Fault[] = [];
  if (topics.length + patterns.length === 0) {
    const mend = set(["topics", 0], "<topic>");
    faults.push(at("topics", { found: "nothing", expected: "at least one topic", mend }));
  }
  for (const pattern of patterns.filter((each) => !isPattern(each))) {
    faults.push(
      at("patterns", {
        found: describeValue(pattern),
        expected: "a regular expression of whole names, without `$`, which telegraf takes for a variable",
        mend: "correct it; it need not be anchored",
      }),
    );
  }
  if (declare !== undefined && topics.length === 0) {
    const expected = "names in `topics`: a pattern names none that could be made";
    faults.push(at("declare", { found: "topics to make, but no name", expected, mend: remove("declare") }));
  }
  if (declare !== undefined && replicas > declare.partitions * Math.max(topics.length, 1)) {
    const most = declare.partitions * topics.length;
    faults.push(
      at("replicas", {
        found: `${replicas}`,
        expected: `at most ${most}, the partitions of its topics: each is read by one, and the others idle`,
        mend: set("replicas", most),
      }),
    );
  }
  return faults;
}

function isPattern(pattern: string): boolean {
  if (pattern.includes("$")) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** A time that the message does not say is the instant of reading: another at each delivery. */
function timeFaults({ format, times }: SinkSettings, { at, set }: Context): Fault[] {
  if (format.kind === "influx") return [];
  const said = format.timestamp !== undefined;
  if (said === (times === "message")) return [];
  return said
    ? [
        at(format.kind, {
          found: `a timestamp, with \`times: ${times}\``,
          expected: "`times: message`, or no timestamp: it would not be what you asked for",
          mend: set("times", "message"),
        }),
      ]
    : [
        at(format.kind, {
          found: "no timestamp",
          expected: "where a message says when it was; else a message that comes twice is two points",
          mend: `name it, or take the time of the record in Kafka: ${set("times", "kafka")}`,
        }),
      ];
}

function bufferFaults(sink: SinkSettings, { at, set }: Context): Fault[] {
  const { buffer = bufferOf(sink), batch } = sink;
  const needed = bufferOf(sink);
  const faults: Fault[] = [];
  if (buffer < needed) {
    faults.push(
      at("buffer", {
        found: `${buffer} points, fewer than ${sink.undelivered} messages of ${sink.pointsPerMessage}`,
        expected: `at least ${needed}: what does not fit while InfluxDB is away is lost`,
        mend: `${set("buffer", needed)}, or lower \`undelivered\``,
      }),
    );
  }
  if (batch !== undefined && batch > needed) {
    faults.push(
      at("batch", {
        found: `${batch} points, more than are ever read at once (${needed})`,
        expected: `at most ${needed}: a write would always wait for the next flush`,
        mend: set("batch", needed),
      }),
    );
  }
  return faults;
}

function bucketFaults(sink: SinkSettings, { at, set, remove }: Context): Fault[] {
  const { name, home, bucket = bucketOf(name), retentionSeconds } = sink;
  if (home !== undefined) {
    const beside = [
      ...(sink.bucket === undefined ? [] : ["bucket"]),
      ...(retentionSeconds === undefined ? [] : ["retention"]),
    ];
    return beside.map((key) =>
      at(key, {
        found: `\`${key}\` beside \`home\``,
        expected: `one of the two: the points of application \`${home}\` are in its bucket`,
        mend: remove(key),
      }),
    );
  }
  const expected = nameExpectation(bucket);
  if (expected === undefined) return [];
  return [
    at("bucket", { found: `bucket name ${describeValue(bucket)}`, expected, mend: set("bucket", "<name>") }),
  ];
}

/** What two sinks must not have in common. */
function sharedFaults(
  sink: SinkSettings,
  before: readonly SinkSettings[],
  { at, set, remove }: Context,
): Fault[] {
  const bucket = (each: SinkSettings) => each.bucket ?? bucketOf(each.name);
  const faults: Fault[] = [];
  const sameBucket = before.find(
    (other) => sink.home === undefined && other.home === undefined && bucket(other) === bucket(sink),
  );
  if (sameBucket !== undefined) {
    faults.push(
      at("bucket", {
        found: `bucket \`${bucket(sink)}\`, which is also that of sink \`${sameBucket.name}\``,
        expected: "a bucket of its own",
        mend: set("bucket", `${bucketOf(sink.name)}_2`),
      }),
    );
  }
  const sameGroup = before.find((other) => sink.group !== undefined && other.group === sink.group);
  if (sameGroup !== undefined) {
    faults.push(
      at("group", {
        found: `group \`${sink.group ?? ""}\`, which is also that of sink \`${sameGroup.name}\``,
        expected: "a group of its own: two sinks of one group take each other's messages",
        mend: remove("group"),
      }),
    );
  }
  const { declare, cluster, topics } = sink;
  if (declare === undefined) return faults;
  for (const topic of topics) {
    const maker = before.find(
      (other) => other.declare !== undefined && other.cluster === cluster && other.topics.includes(topic),
    );
    if (maker === undefined) continue;
    faults.push(
      at("declare", {
        found: `topic \`${topic}\`, which sink \`${maker.name}\` makes as well`,
        expected: "each topic made by one sink; others may read it",
        mend: remove("declare"),
      }),
    );
  }
  return faults;
}

/** What loses or doubles points unless somebody knows of it. */
export function sinkFindings(sink: SinkSettings, source: ConfigurationSource): readonly SinkFinding[] {
  const findings: SinkFinding[] = [];
  const [pattern] = sink.patterns;
  if (pattern !== undefined) {
    findings.push({
      ...keyFault(source, [...pathOf(sink), "patterns"], {
        found: `pattern \`${pattern}\`, which telegraf looks up only when it starts`,
        expected: "names: messages of a topic that is made later are not read before the next start",
        mend: "list them in `topics`",
      }),
      check: "pattern",
      of: sink.name,
    });
  }
  if (sink.times === "arrival") {
    findings.push({
      ...keyFault(source, [...pathOf(sink), "times"], {
        found: "`arrival`, the instant at which telegraf reads a message",
        expected: "a time that stays: after a restart messages come twice, and would be two points",
        mend: setCommand(source, [...pathOf(sink), "times"], "kafka"),
      }),
      check: "arrival",
      of: sink.name,
    });
  }
  return findings;
}
