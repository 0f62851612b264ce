/** What is wrong with a Kafka sink: above all what would lose points, or double them, in silence. */
import { bucketOf, nameExpectation } from "./applications.ts";
import type { Fault } from "./faults.ts";
import { describeValue, keyFault, removeCommand } from "./keys.ts";
import type { ConfigurationSource } from "./settings.ts";
import { contextOf, type SinkContext } from "./sink-context.ts";
import { formatFaults } from "./sink-formats.ts";
import { memoryFaults } from "./sink-memory.ts";
import { isPattern, literalStart } from "./sink-patterns.ts";
import { bufferOf, groupOf, type KafkaSettings, type SinkSettings } from "./sink-settings.ts";
import { didYouMean, listNames, suggest } from "./suggest.ts";

/** What a stack is, as far as its sinks are checked against it. */
interface Surroundings {
  readonly source: ConfigurationSource;
  readonly environment: string;
}

/** Everything wrong with one sink, alone and beside the others. */
export function sinkFaults(
  settings: KafkaSettings,
  index: number,
  sink: SinkSettings,
  { source, environment }: Surroundings,
): readonly Fault[] {
  const context = contextOf(sink, source);
  return [
    ...brokerFaults(sink, settings, context),
    ...topicFaults(sink, context),
    ...formatFaults(sink, context),
    ...bufferFaults(sink, context),
    ...memoryFaults(sink, source),
    ...bucketFaults(sink, context),
    ...groupFaults(settings, index, sink, { ...context, environment }),
    ...sharedFaults(sink, settings.sinks.slice(0, index), context),
  ];
}

/** What is wrong with the clusters that sinks read. */
export function clusterFaults({ clusters }: KafkaSettings, source: ConfigurationSource): readonly Fault[] {
  return clusters.flatMap(({ name, authentication, caSecret }) => {
    if (authentication !== "tls" || caSecret !== undefined) return [];
    const path = ["kafka", "clusters", name, "tls"];
    return [
      keyFault(source, path, {
        found: "`tls: false`, with `authentication: tls`",
        expected: "a listener with TLS: without it nobody can show a certificate, and Strimzi refuses it",
        mend: removeCommand(source, path),
      }),
    ];
  });
}

function brokerFaults(
  sink: SinkSettings,
  { clusters, faultyClusters = [] }: KafkaSettings,
  context: SinkContext,
): Fault[] {
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
  if (faultyClusters.includes(cluster)) return [];
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
  { at, set, remove }: SinkContext,
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
        expected:
          "a regular expression (RE2) of whole names: no look-ahead, look-behind or back-reference, and no `$`, which telegraf takes for a variable",
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

function bufferFaults(sink: SinkSettings, { at, set }: SinkContext): Fault[] {
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
  if (batch !== undefined && batch > sink.undelivered) {
    faults.push(
      at("batch", {
        found: `${batch} points, more than the ${sink.undelivered} messages that are ever read at once`,
        expected: `at most ${sink.undelivered}: of messages of one point, a write would always wait for the next flush`,
        mend: `${set("batch", sink.undelivered)}, or raise \`undelivered\``,
      }),
    );
  }
  return faults;
}

function bucketFaults(sink: SinkSettings, { at, set, remove }: SinkContext): Fault[] {
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

/** A group that is told of two sinks, or told of one and what another has of itself. */
function groupFaults(
  { sinks }: KafkaSettings,
  index: number,
  sink: SinkSettings,
  { at, remove, environment }: SinkContext & { readonly environment: string },
): Fault[] {
  if (sink.group === undefined) return [];
  const { group } = sink;
  const same = sinks.find(
    (other, place) =>
      place !== index &&
      (other.group === undefined || place < index) &&
      groupOf(other, environment) === group,
  );
  if (same === undefined) return [];
  return [
    at("group", {
      found: `group \`${group}\`, which is also that of sink \`${same.name}\``,
      expected: "a group of its own: two sinks of one group take each other's messages",
      mend: remove("group"),
    }),
  ];
}

/** What two sinks must not have in common. */
function sharedFaults(
  sink: SinkSettings,
  before: readonly SinkSettings[],
  { at, set, remove }: SinkContext,
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
