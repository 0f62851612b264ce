/** Where this program keeps what is not worth making twice: Node.js, the engine, servers. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The cache directory of this program, shared by all its checkouts: `$XDG_CACHE_HOME/monitoring-as-code`, by
 * default under `~/.cache`. A relative `XDG_CACHE_HOME` counts as unset, as the XDG specification asks.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string}
 */
export function cacheDirectory(environment) {
  const given = environment["XDG_CACHE_HOME"];
  const base = given && isAbsolute(given) ? given : join(homedir(), ".cache");
  return join(base, "monitoring-as-code");
}
