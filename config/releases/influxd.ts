/** What a stack file says of the options of influxd. */
import { z } from "zod";
import { quantityOf } from "../../model/releases/quantities.ts";
import { type InfluxdSettings, logLevels } from "../../model/releases/influxd.ts";
import { durationWithin, onOff, wholeNumber } from "../forms.ts";

const bytesForm = "a size such as `512Mi`, or `0` for no limit";
const sizeForm = "a size of at least 1Mi such as `512Mi`";
const wholeForm = "a whole number, 0 or more";

/** Whole bytes in Kubernetes' notation. */
function bytes(form: string, least: number) {
  return z
    .union([z.string(), z.number()])
    .transform((written) => quantityOf(String(written)) ?? Number.NaN)
    .refine((amount) => Number.isSafeInteger(amount) && amount >= least, { error: form })
    .optional();
}

const whole = wholeNumber(wholeForm, 0).optional();

const least = 2 ** 20;
const flag = onOff.optional();
const onOrOff = { expects: "`true` or `false`" };
const timeForm = "a duration of at least 1s such as `10m`";
const sessionForm = "a duration of at least 1m such as `1h`";
const time = durationWithin(timeForm, 1).optional();

export const influxdOptions = z
  .strictObject({
    queryConcurrency: whole.meta({
      description: "Queries, also of tasks, that run at once; `0` for as many as come.",
      expects: wholeForm,
      example: "32",
      fallback: "32",
    }),
    queryQueue: whole.meta({
      description: "Queries that wait for their turn; more are refused.",
      expects: wholeForm,
      example: "1024",
      fallback: "1024; `0` with `queryConcurrency: 0`",
    }),
    queryMemory: bytes(bytesForm, 0).meta({
      description: "Memory that one query may take; `0` for no limit.",
      expects: bytesForm,
      example: "512Mi",
      fallback: "a quarter of `resources.limits.memory`",
    }),
    queryMemoryInitial: bytes(bytesForm, 0).meta({
      description: "Memory that each query gets at its start; what it needs beyond comes from the total.",
      expects: bytesForm,
      example: "10Mi",
      fallback: "10Mi, or less in a small container",
    }),
    queryMemoryTotal: bytes(bytesForm, 0).meta({
      description:
        "Memory that all queries may take together; `0` for no limit. Not with `queryConcurrency: 0`.",
      expects: bytesForm,
      example: "2Gi",
      fallback: "half of `resources.limits.memory`",
    }),
    sessionLength: durationWithin(sessionForm, 60).optional().meta({
      description: "How long a person stays signed in, in whole minutes.",
      expects: sessionForm,
      example: "1h",
      fallback: "1h",
    }),
    sessionRenew: flag.meta({
      ...onOrOff,
      description: "Whether what a person does prolongs the session.",
      example: "false",
      fallback: "true",
    }),
    hashedTokens: flag.meta({
      ...onOrOff,
      description:
        "Whether the server keeps only hashes of tokens. A server that has hashed them cannot give them back: `false` counts for tokens that are made from then on.",
      example: "true",
      fallback: "true",
    }),
    strongPasswords: flag.meta({
      ...onOrOff,
      description: "Whether passwords must have letters of both cases, digits and signs.",
      example: "true",
      fallback: "false",
    }),
    hardening: flag.meta({
      ...onOrOff,
      description:
        "Whether Flux may not reach private addresses. Alerts to receivers inside of the cluster then no longer leave the server.",
      example: "true",
      fallback: "false",
    }),
    fluxLogging: flag.meta({
      ...onOrOff,
      description: "Whether every query is logged, with its text.",
      example: "true",
      fallback: "false",
    }),
    logLevel: z.enum(logLevels).optional().meta({
      description: "From which level on the server logs.",
      expects: "`debug`, `info` or `error`",
      example: "debug",
      fallback: "info",
    }),
    metrics: flag.meta({
      ...onOrOff,
      description: "Whether the server tells its metrics at `/metrics`, which the alerts on it read.",
      example: "true",
      fallback: "true",
    }),
    ui: flag.meta({
      ...onOrOff,
      description: "Whether the server has its web pages.",
      example: "false",
      fallback: "true",
    }),
    profiling: flag.meta({
      ...onOrOff,
      description: "Whether everybody who reaches the server may profile it at `/debug/pprof`.",
      example: "true",
      fallback: "false",
    }),
    reporting: flag.meta({
      ...onOrOff,
      description: "Whether the server tells its vendor how it is used.",
      example: "true",
      fallback: "false",
    }),
    cacheMemory: bytes(sizeForm, least).meta({
      description: "Memory that the latest points of one shard may take; writes beyond are refused.",
      expects: sizeForm,
      example: "1Gi",
      fallback: "1Gi, and at most a quarter of `resources.limits.memory`",
    }),
    cacheSnapshotMemory: bytes(sizeForm, least).meta({
      description: "From which size on the latest points of a shard are written to disk.",
      expects: sizeForm,
      example: "25Mi",
      fallback: "25Mi",
    }),
    cacheSnapshotCold: time.meta({
      description: "After what time without a write the latest points of a shard are written to disk.",
      expects: timeForm,
      example: "10m",
      fallback: "10m",
    }),
    compactCold: time.meta({
      description: "After what time without a write a shard is compacted as a whole.",
      expects: timeForm,
      example: "4h",
      fallback: "4h",
    }),
    compactions: whole.meta({
      description: "Compactions at once; `0` for half of the processors.",
      expects: wholeForm,
      example: "1",
      fallback: "0",
    }),
    compactThroughput: bytes(sizeForm, least).meta({
      description: "Bytes that compactions may write in a second.",
      expects: sizeForm,
      example: "48Mi",
      fallback: "48Mi",
    }),
    writeTimeout: time.meta({
      description: "How long a write may take.",
      expects: timeForm,
      example: "10s",
      fallback: "10s",
    }),
    retentionCheck: time.meta({
      description: "How often points beyond their retention are looked for.",
      expects: timeForm,
      example: "30m",
      fallback: "30m",
    }),
  })
  .prefault({})
  .meta({ description: "Options of the server.", expects: "a map of options of influxd" });

/** The options by the names of the model, which say the unit. */
export function optionsOf(given: z.output<typeof influxdOptions>): InfluxdSettings {
  const { sessionLength, cacheSnapshotCold, compactCold, writeTimeout, retentionCheck, ...rest } = given;
  return {
    ...rest,
    sessionLengthSeconds: sessionLength,
    cacheSnapshotColdSeconds: cacheSnapshotCold,
    compactColdSeconds: compactCold,
    writeTimeoutSeconds: writeTimeout,
    retentionCheckSeconds: retentionCheck,
  };
}
