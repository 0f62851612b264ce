/**
 * The tokens of Kafka sinks, for a client that is told its server directly. The stack of a server gives each sink a token
 * of its own; here they stand under `monitoring:secrets`, by the names that they have there.
 */
import type { Fault } from "../model/faults.ts";
import { keyFault, namespace, removeCommand, setCommand } from "../model/keys.ts";
import type { ModelSettings } from "../model/settings.ts";
import { storeOf } from "../model/sinks.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import type { SettingsOptions } from "./options.ts";
import type { PartialConfiguration } from "./partial.ts";
import type { RawConfiguration } from "./raw.ts";
import type { Configuration } from "./schema.ts";
import { type GivenSecrets, setSecret } from "./secret-store.ts";

/** Whether the secrets of a stack are the tokens of its sinks: those of a client that names no stack of a server. */
export function takesSinkTokens({ values }: RawConfiguration, { role, kafka }: Configuration): boolean {
  return role === "client" && !values.has("server") && Object.keys(kafka.sinks).length > 0;
}

/** What is known when tokens are looked at. */
export interface SinkTokens {
  readonly declared: Pick<ModelSettings, "cluster" | "kafka" | "layout" | "buckets">;
  readonly given: GivenSecrets;
  readonly partial: PartialConfiguration;
  readonly connection: SettingsOptions["connection"];
}

/**
 * Sinks whose points the token of the agents may not write, and that have no other: InfluxDB would refuse each of them,
 * and the sink would wait for ever. One with a `home` writes where the agents do.
 */
export function sinkTokenFaults(
  { source, values }: RawConfiguration,
  { declared, given, partial, connection }: SinkTokens,
): readonly Fault[] {
  const { cluster, kafka, layout, buckets } = declared;
  // That the cluster has no name, or its server no address, is a fault already.
  const told = cluster !== undefined && (values.has("influxdb") || values.has("token"));
  if (!told || given.names === undefined) return [];
  const { names } = given;
  const { retentionSeconds } = buckets;
  const sinks = kafka.sinks.map(({ name, home, bucket }) => {
    const place = {
      ...(home === undefined ? {} : { home }),
      ...(bucket === undefined ? {} : { bucket }),
    };
    return { name, ...storeOf({ name, environment: cluster, ...place, retentionSeconds, layout }) };
  });
  const known = sinks.map(({ token }) => token.name);
  const missing = sinks.filter(({ own, token }) => own !== undefined && !names.includes(token.name));
  // A faulty sink has been taken out.
  const all = Object.keys(partial.configuration.kafka.sinks).length === sinks.length;
  const foreign = all && !partial.faulty("kafka") ? names.filter((name) => !known.includes(name)) : [];
  return [
    ...(connection === "optional" ? [] : missing).map(({ name, bucket, token }) =>
      keyFault(source, ["secrets", token.name], {
        found: `nothing, for Kafka sink \`${name}\`, which has bucket \`${bucket}\``,
        expected: "a token that may write that bucket: that of the agents may not",
        mend: `${setSecret(source, token.name)}; or take all tokens from the stack of the server: ${setCommand(source, ["server", "stack"], "organization/monitoring/roundtable")}, without ${namespace}:influxdb and ${namespace}:token`,
      }),
    ),
    ...foreign.map((name) =>
      keyFault(source, ["secrets", name], {
        found: `\`${name}\`, which is the token of no Kafka sink of this cluster`,
        expected: `a token of its sinks, and no other secret: one of ${listNames(known)}${didYouMean(name, known)}`,
        mend: `correct the name in ${source.file}, or remove it: ${removeCommand(source, ["secrets", name])}`,
      }),
    ),
  ];
}
