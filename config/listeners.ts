/** What is wrong with what telegraf listens to, although each key is right in form. */
import type { Fault } from "../model/faults.ts";
import { keyFault, type KeyPath, removeCommand, setCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import type { Configuration } from "./schema.ts";

type Telegraf = NonNullable<Configuration["telegraf"]>;

export function listenerFaults(source: ConfigurationSource, given: Telegraf): readonly Fault[] {
  return [...portFaults(source, given), ...socketFaults(source, given)];
}

/** Two that listen at one port: the second would not start, and telegraf with it. */
function portFaults(source: ConfigurationSource, { github, listeners }: Telegraf): readonly Fault[] {
  const seen = new Map<number, KeyPath>();
  const all: readonly (readonly [KeyPath, number | undefined])[] = [
    [["telegraf", "github", "port"], github?.port],
    ...Object.entries(listeners).map(
      ([name, { port }]) => [["telegraf", "listeners", name, "port"], port] as const,
    ),
  ];
  return all.flatMap(([path, port]) => {
    if (port === undefined) return [];
    const first = seen.get(port);
    seen.set(port, first ?? path);
    if (first === undefined) return [];
    return [
      keyFault(source, path, {
        found: `port ${port}, which is also that of ${first.join(".")}`,
        expected: "a port of its own for each listener",
        mend: setCommand(source, path, String(port + 1)),
      }),
    ];
  });
}

/** Keys of HTTP at a socket, which would do nothing: whoever names a user thinks that nobody else may write. */
function socketFaults(source: ConfigurationSource, { listeners }: Telegraf): readonly Fault[] {
  return Object.entries(listeners).flatMap(([name, listener]) =>
    (["path", "user"] as const)
      .filter((key) => listener.kind === "socket" && listener[key] !== undefined)
      .map((key) => {
        const at = ["telegraf", "listeners", name];
        return keyFault(source, [...at, key], {
          found: `\`${key}\` of a socket, which has none`,
          expected: `\`${key}\` only with \`kind: http\``,
          mend: `${removeCommand(source, [...at, key])}, or ${setCommand(source, [...at, "kind"], "http")}`,
        });
      }),
  );
}
