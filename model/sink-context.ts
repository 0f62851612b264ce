/** Where faults of a Kafka sink stand, and the commands that mend them. */
import type { Fault } from "./faults.ts";
import { keyFault, type KeyPath, removeCommand, setCommand } from "./keys.ts";
import type { ConfigurationSource } from "./settings.ts";
import type { SinkSettings } from "./sink-settings.ts";

/** Faults and commands at the keys of one sink. A key of a map in it is a path. */
export interface SinkContext {
  readonly at: (key: string | KeyPath, fault: Omit<Fault, "where">) => Fault;
  readonly set: (key: string | KeyPath, value: number | string) => string;
  readonly remove: (key: string | KeyPath) => string;
}

/** Where a sink stands in a stack file. */
export const pathOf = ({ name }: Pick<SinkSettings, "name">): KeyPath => ["kafka", "sinks", name];

export function contextOf(sink: SinkSettings, source: ConfigurationSource): SinkContext {
  const path = (key: string | KeyPath): KeyPath => [
    ...pathOf(sink),
    ...(typeof key === "string" ? [key] : key),
  ];
  return {
    at: (key, fault) => keyFault(source, path(key), fault),
    set: (key, value) => setCommand(source, path(key), String(value)),
    remove: (key) => removeCommand(source, path(key)),
  };
}
