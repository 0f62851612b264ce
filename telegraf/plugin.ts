/** Plugins of telegraf as typed data: each has a strict schema of its options, so that one it does not know is a fault. */
import { z } from "zod";

export type PluginKind = "inputs" | "processors" | "outputs";

/** A plugin that telegraf can be told to use. */
export interface PluginType<Options extends z.ZodObject = z.ZodObject> {
  readonly kind: PluginKind;
  readonly name: string;
  readonly options: Options;
}

/** One use of a plugin. */
export interface Plugin {
  readonly kind: PluginKind;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A span of time as Go writes it: `90s`, `1h30m`. */
export const duration = z
  .string()
  .regex(/^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d))+$/, "a duration such as `90s`");
/** A size: `64KiB`, or a number of bytes. */
export const size = z.union([z.int(), z.string().regex(/^\d+(?:[KMG]i?)?B$/, "a size such as `64KiB`")]);
/**
 * A secret: the name of an environment variable, from which telegraf takes it when it starts. The configuration lies in
 * a ConfigMap, where anybody may read it.
 */
export const secret = z
  .string()
  .regex(/^\$\{[A-Z_][A-Z0-9_]*\}$/, "an environment variable that holds the secret, as `${NAME}`");
export const text = z.string();
export const texts = z.array(z.string());
export const table = z.record(z.string(), z.string());
export const flag = z.boolean();
export const count = z.int().min(0);

/** What selects the points of a plugin, and what of them is kept. */
const filters = {
  namepass: texts.optional(),
  namedrop: texts.optional(),
  fieldinclude: texts.optional(),
  fieldexclude: texts.optional(),
  taginclude: texts.optional(),
  tagexclude: texts.optional(),
  tagpass: z.record(z.string(), texts).optional(),
  tagdrop: z.record(z.string(), texts).optional(),
};

/** Options that telegraf itself gives to every input. */
const inputOptions = {
  alias: text.optional(),
  interval: duration.optional(),
  collection_jitter: duration.optional(),
  collection_offset: duration.optional(),
  precision: duration.optional(),
  name_override: text.optional(),
  name_prefix: text.optional(),
  name_suffix: text.optional(),
  startup_error_behavior: z.enum(["error", "ignore", "retry", "probe"]).optional(),
  tags: table.optional(),
  ...filters,
};

/** Those of every processor. Without `order` the order of processors is left to chance. */
const processorOptions = { alias: text.optional(), order: z.int(), ...filters };

const outputOptions = {
  alias: text.optional(),
  metric_batch_size: count.optional(),
  metric_buffer_limit: count.optional(),
  flush_interval: duration.optional(),
  flush_jitter: duration.optional(),
  startup_error_behavior: z.enum(["error", "ignore", "retry", "probe"]).optional(),
  ...filters,
};

/** How a client trusts a server, and shows itself to it. */
export const clientTls = {
  tls_ca: text.optional(),
  tls_cert: text.optional(),
  tls_key: text.optional(),
  tls_server_name: text.optional(),
  insecure_skip_verify: flag.optional(),
};

const dataSet = z.strictObject({
  path: text,
  type: z.enum(["int", "uint", "float", "string", "bool"]).optional(),
  rename: text.optional(),
  optional: flag.optional(),
});

/** How an input reads what it is given. */
export const parser = {
  data_format: z.enum(["influx", "json_v2"]).optional(),
  json_v2: z
    .array(
      z.strictObject({
        measurement_name: text.optional(),
        timestamp_path: text.optional(),
        timestamp_format: text.optional(),
        field: z.array(dataSet).optional(),
        tag: z.array(dataSet.omit({ type: true })).optional(),
      }),
    )
    .optional(),
};

/** Those options. */
export type ParserOptions = z.input<z.ZodObject<typeof parser>>;

/** Declares an input by its own options. */
export function input<Shape extends z.ZodRawShape>(name: string, own: Shape) {
  const options = z.strictObject({ ...inputOptions, ...own });
  return { kind: "inputs", name, options } as const;
}

/** Declares a processor by its own options. */
export function processor<Shape extends z.ZodRawShape>(name: string, own: Shape) {
  const options = z.strictObject({ ...processorOptions, ...own });
  return { kind: "processors", name, options } as const;
}

/** Declares an output by its own options. */
export function output<Shape extends z.ZodRawShape>(name: string, own: Shape) {
  const options = z.strictObject({ ...outputOptions, ...own });
  return { kind: "outputs", name, options } as const;
}

/** A use of a plugin. What its options may be is checked by the compiler here, and by `checkConfig` at run time. */
export function use<Options extends z.ZodObject>(
  { kind, name }: PluginType<Options>,
  options: z.input<Options>,
): Plugin {
  return { kind, name, options };
}
