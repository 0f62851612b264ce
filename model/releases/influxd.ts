/** Options of influxd that a stack file may set, and what a server gets where it says nothing. */
import type { Resources } from "../cluster.ts";
import { quantityOf } from "./quantities.ts";

/** Options as a stack file says them; absent means the default. What each means stands in config/releases/influxd.ts. */
export interface InfluxdSettings {
  /** Queries that run at once; 0 for as many as come. */
  readonly queryConcurrency?: number | undefined;
  /** Queries that wait for their turn. */
  readonly queryQueue?: number | undefined;
  /** Bytes that one query may take; 0 for no limit. */
  readonly queryMemory?: number | undefined;
  /** Bytes that every query gets at its start. */
  readonly queryMemoryInitial?: number | undefined;
  /** Bytes that all queries may take together; 0 for no limit. */
  readonly queryMemoryTotal?: number | undefined;
  readonly sessionLengthSeconds?: number | undefined;
  readonly sessionRenew?: boolean | undefined;
  readonly hashedTokens?: boolean | undefined;
  readonly strongPasswords?: boolean | undefined;
  readonly hardening?: boolean | undefined;
  readonly fluxLogging?: boolean | undefined;
  readonly logLevel?: LogLevel | undefined;
  readonly metrics?: boolean | undefined;
  readonly ui?: boolean | undefined;
  readonly profiling?: boolean | undefined;
  readonly reporting?: boolean | undefined;
  /** Bytes that the writes to one shard may take before they are refused. */
  readonly cacheMemory?: number | undefined;
  /** Bytes of one shard's cache that are written to disk. */
  readonly cacheSnapshotMemory?: number | undefined;
  /** Seconds without a write after which a shard's cache is written to disk. */
  readonly cacheSnapshotColdSeconds?: number | undefined;
  /** Seconds without a write after which a shard is compacted as a whole. */
  readonly compactColdSeconds?: number | undefined;
  /** Compactions at once; 0 for half the processors. */
  readonly compactions?: number | undefined;
  /** Bytes per second that compactions may write. */
  readonly compactThroughput?: number | undefined;
  readonly writeTimeoutSeconds?: number | undefined;
  readonly retentionCheckSeconds?: number | undefined;
}

export const logLevels = ["debug", "info", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** How an option is handed over: its variable, and its value as influxd reads it. */
interface Variable {
  readonly variable: string;
  /** `duration`: seconds · `minutes`: seconds, told in minutes · `off`: the variable says the opposite. */
  readonly form?: "duration" | "minutes" | "off";
}

const variables: Readonly<Record<keyof InfluxdSettings, Variable>> = {
  queryConcurrency: { variable: "INFLUXD_QUERY_CONCURRENCY" },
  queryQueue: { variable: "INFLUXD_QUERY_QUEUE_SIZE" },
  queryMemory: { variable: "INFLUXD_QUERY_MEMORY_BYTES" },
  queryMemoryInitial: { variable: "INFLUXD_QUERY_INITIAL_MEMORY_BYTES" },
  queryMemoryTotal: { variable: "INFLUXD_QUERY_MAX_MEMORY_BYTES" },
  sessionLengthSeconds: { variable: "INFLUXD_SESSION_LENGTH", form: "minutes" },
  sessionRenew: { variable: "INFLUXD_SESSION_RENEW_DISABLED", form: "off" },
  hashedTokens: { variable: "INFLUXD_USE_HASHED_TOKENS" },
  strongPasswords: { variable: "INFLUXD_STRONG_PASSWORDS" },
  hardening: { variable: "INFLUXD_HARDENING_ENABLED" },
  fluxLogging: { variable: "INFLUXD_FLUX_LOG_ENABLED" },
  logLevel: { variable: "INFLUXD_LOG_LEVEL" },
  metrics: { variable: "INFLUXD_METRICS_DISABLED", form: "off" },
  ui: { variable: "INFLUXD_UI_DISABLED", form: "off" },
  profiling: { variable: "INFLUXD_PPROF_DISABLED", form: "off" },
  reporting: { variable: "INFLUXD_REPORTING_DISABLED", form: "off" },
  cacheMemory: { variable: "INFLUXD_STORAGE_CACHE_MAX_MEMORY_SIZE" },
  cacheSnapshotMemory: { variable: "INFLUXD_STORAGE_CACHE_SNAPSHOT_MEMORY_SIZE" },
  cacheSnapshotColdSeconds: {
    variable: "INFLUXD_STORAGE_CACHE_SNAPSHOT_WRITE_COLD_DURATION",
    form: "duration",
  },
  compactColdSeconds: { variable: "INFLUXD_STORAGE_COMPACT_FULL_WRITE_COLD_DURATION", form: "duration" },
  compactions: { variable: "INFLUXD_STORAGE_MAX_CONCURRENT_COMPACTIONS" },
  compactThroughput: { variable: "INFLUXD_STORAGE_COMPACT_THROUGHPUT_BURST" },
  writeTimeoutSeconds: { variable: "INFLUXD_STORAGE_WRITE_TIMEOUT", form: "duration" },
  retentionCheckSeconds: { variable: "INFLUXD_STORAGE_RETENTION_CHECK_INTERVAL", form: "duration" },
};

/** Every option, in the order in which a server gets them. */
export const influxdOptions = Object.keys(variables).filter(isOption);

function isOption(name: string): name is keyof InfluxdSettings {
  return Object.hasOwn(variables, name);
}

/** What influxd itself takes for the caches of a shard, where that is not too much for the container. */
const ownCacheMemory = 2 ** 30;
const initialMemory = 10 * 2 ** 20;

/** The options of a server: what a stack file says, and the defaults. */
export function influxdSettings(given: InfluxdSettings, { limits }: Resources): InfluxdSettings {
  const memory = limits?.memory === undefined ? undefined : quantityOf(limits.memory);
  const queryConcurrency = given.queryConcurrency ?? 32;
  return withoutAbsent({
    queryConcurrency,
    // Without a limit of what runs, nothing waits: influxd refuses any other queue.
    queryQueue: queryConcurrency === 0 ? 0 : 1_024,
    ...memoryLimits(memory, queryConcurrency, given),
    hashedTokens: true,
    profiling: false,
    reporting: false,
    ...withoutAbsent(given),
  });
}

/**
 * Half of the container for queries, a quarter for one: a dashboard cannot take the server down. Each follows what is
 * said of the others.
 */
function memoryLimits(
  memory: number | undefined,
  concurrency: number,
  given: InfluxdSettings,
): InfluxdSettings {
  const shared = memory === undefined || concurrency === 0 ? undefined : Math.floor(memory / 2);
  const queryMemoryTotal = given.queryMemoryTotal ?? shared;
  const most =
    queryMemoryTotal === undefined || queryMemoryTotal === 0 ? Number.POSITIVE_INFINITY : queryMemoryTotal;
  const one = Math.floor(Math.min((memory ?? Number.POSITIVE_INFINITY) / 4, most / 2));
  const queryMemory = given.queryMemory ?? (Number.isFinite(one) ? one : undefined);
  const bounds = [
    initialMemory,
    most / Math.max(concurrency, 1),
    queryMemory === 0 ? undefined : queryMemory,
  ];
  return {
    queryMemoryTotal,
    queryMemory,
    // Where influxd is not told it sets aside for each what it may take at most.
    queryMemoryInitial: Number.isFinite(most)
      ? Math.floor(Math.min(...bounds.filter((bound) => bound !== undefined)))
      : undefined,
    cacheMemory: memory === undefined ? undefined : Math.min(ownCacheMemory, Math.floor(memory / 4)),
  };
}

function withoutAbsent(settings: InfluxdSettings): InfluxdSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** The options as environment variables: texts, by name, in a stable order. */
export function influxdEnvironment(settings: InfluxdSettings): readonly { name: string; value: string }[] {
  return influxdOptions.flatMap((option) => {
    const value = settings[option];
    const { variable, form } = variables[option];
    return value === undefined ? [] : [{ name: variable, value: told(value, form) }];
  });
}

function told(value: number | boolean | string, form: Variable["form"]): string {
  if (form === "off") return String(value !== true);
  if (form === "duration") return `${value}s`;
  if (form === "minutes") return String(Math.round(Number(value) / 60));
  return String(value);
}
