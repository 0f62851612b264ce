/** A configuration of telegraf: the agent's settings and uses of plugins, checked, and as the TOML that telegraf reads. */
import { stringify } from "smol-toml";
import { z } from "zod";
import type { Fault } from "../model/faults.ts";
import { describeValue } from "../model/keys.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import { duration, flag, type Plugin, type PluginType, text } from "./plugin.ts";
import { pluginTypes } from "./plugins/index.ts";

const agentSchema = z.strictObject({
  interval: duration,
  round_interval: flag.optional(),
  metric_batch_size: z.int().min(1),
  metric_buffer_limit: z.int().min(1),
  collection_jitter: duration.optional(),
  collection_offset: duration.optional(),
  flush_interval: duration,
  flush_jitter: duration.optional(),
  precision: duration.optional(),
  hostname: text.optional(),
  omit_hostname: flag.optional(),
  debug: flag.optional(),
  quiet: flag.optional(),
  logformat: z.enum(["text", "structured"]).optional(),
  /** Only here: at a plugin telegraf takes the option and does nothing with it. */
  always_include_local_tags: flag.optional(),
  skip_processors_after_aggregators: flag.optional(),
  buffer_strategy: z.enum(["memory", "disk_write_through"]).optional(),
  buffer_directory: text.optional(),
});

/** Settings of the agent itself. */
export type AgentOptions = z.input<typeof agentSchema>;

/** All that one telegraf reads. */
export interface TelegrafConfig {
  readonly agent: AgentOptions;
  readonly plugins: readonly Plugin[];
}

/**
 * Everything in a configuration that telegraf would refuse, or that it would take and that would then go wrong.
 * @param where what the configuration is of, for people, e.g. `telegraf of idfdev`
 */
export function checkConfig({ agent, plugins }: TelegrafConfig, where: string): readonly Fault[] {
  const known = pluginTypes.map(({ kind, name }) => `${kind}.${name}`);
  const orders = new Map<unknown, string>();
  return [
    ...optionFaults(agentSchema, agent, `${where}: agent`),
    ...plugins.flatMap((plugin) => {
      const name = `${plugin.kind}.${plugin.name}`;
      const type: PluginType | undefined = pluginTypes[known.indexOf(name)];
      const alias = plugin.options["alias"];
      const place = `${where}: ${name}${typeof alias === "string" ? ` "${alias}"` : ""}`;
      if (type === undefined) {
        return {
          where: place,
          found: `plugin \`${name}\``,
          expected: `one of ${listNames(known, known.length)}${didYouMean(name, known)}`,
          mend: "correct its name; a new plugin needs a file in telegraf/plugins/ and a build tag in tools/toolchain/parts.ts",
        };
      }
      return [
        ...optionFaults(type.options, plugin.options, place),
        ...dollarFaults(plugin.options, place, []),
        ...orderFaults(plugin, place, orders),
      ];
    }),
  ];
}

/** The text of a configuration. Secrets are names of environment variables in it. */
export function renderConfig({ agent, plugins }: TelegrafConfig): string {
  const byKind = new Map<string, Map<string, unknown[]>>();
  for (const { kind, name, options } of plugins) {
    const uses = byKind.get(kind) ?? new Map<string, unknown[]>();
    uses.set(name, [...(uses.get(name) ?? []), given(options)]);
    byKind.set(kind, uses);
  }
  const tables = [...byKind].map(([kind, uses]) => [kind, Object.fromEntries(uses)] as const);
  return `${stringify({ agent: given(agent), ...Object.fromEntries(tables) })}\n`;
}

/** Without what is undefined: TOML has no word for it. */
function given(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
      inner === undefined ? [] : [[key, given(inner)]],
    ),
  );
}

function optionFaults(schema: z.ZodType, options: unknown, where: string): Fault[] {
  const { error } = schema.safeParse(options);
  return (error?.issues ?? []).flatMap((issue): Fault[] => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, path);
      return issue.keys.map((key) => ({
        where: placeOf(where, [...path, key]),
        found: `option \`${key}\``,
        expected: `one of ${listNames(known, known.length)}${didYouMean(key, known)}`,
        mend: "correct its name, or remove it: telegraf does not start with an option it does not know",
      }));
    }
    return [
      {
        where: placeOf(where, path),
        // What should have been the name of a secret may be the secret.
        found: issue.code === "invalid_format" ? "another text" : describeValue(valueAt(options, path)),
        expected: expectationOf(issue),
        mend: "correct the value",
      },
    ];
  });
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `one of ${listNames(issue.values.map(String))}`;
  if (issue.code === "invalid_type") return `a value of type ${issue.expected}`;
  return issue.message.replace(/^Invalid string: must match pattern .*$/, "a text of another form");
}

function placeOf(where: string, path: readonly string[]): string {
  return path.length === 0 ? where : `${where}, ${path.join(".")}`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** The options that a schema knows below a path. */
function keysAt(schema: z.core.$ZodType, path: readonly string[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.def.innerType, path);
  const [key, ...rest] = path;
  if (schema instanceof z.ZodArray) return keysAt(schema.def.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  if (key === undefined) return Object.keys(schema.shape);
  const inner: unknown = Reflect.get(schema.shape, key);
  return inner instanceof z.core.$ZodType ? keysAt(inner, rest) : [];
}

/** Telegraf puts the environment in wherever a `$` stands, or leaves the text: neither is what was meant. */
function dollarFaults(value: unknown, where: string, path: readonly string[]): Fault[] {
  if (typeof value === "string") {
    const [found] = /\$/.exec(value.replaceAll(/\$\{[A-Z_][A-Z0-9_]*\}/g, "")) ?? [];
    if (found === undefined) return [];
    return [
      {
        where: placeOf(where, path),
        found: "a `$` that does not belong to a `${NAME}`",
        expected: "environment variables as `${NAME}`, in capitals, and no other `$`",
        mend: "write the variable so, or write the text without `$`",
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => dollarFaults(inner, where, [...path, key]));
}

/** Processors of one order run in any order. */
function orderFaults({ kind, options }: Plugin, where: string, orders: Map<unknown, string>): Fault[] {
  if (kind !== "processors") return [];
  const order = options["order"];
  const other = orders.get(order);
  orders.set(order, where);
  if (other === undefined) return [];
  return [
    {
      where,
      found: `order ${String(order)}, which is also that of ${other}`,
      expected: "a place in the order of processors that no other has",
      mend: "give it another number",
    },
  ];
}
