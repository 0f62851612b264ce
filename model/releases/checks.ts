/** What is wrong with releases although each key is right in form. */
import type { Fault } from "../faults.ts";
import { keyFault, type KeyPath, removeCommand, setCommand } from "../keys.ts";
import {
  chronografName,
  type ChronografRelease,
  chronografUrl,
  type InfluxdbRelease,
  type ReleaseSettings,
} from "../releases.ts";
import { resourceFaults } from "../resources.ts";
import type { ConfigurationSource } from "../settings.ts";
import { influxdSettings } from "./influxd.ts";
import { bytesText, quantityOf } from "./quantities.ts";

/** Where the settings were written, and which of their keys had a fault of their own. */
export interface ReleaseSource {
  readonly source: ConfigurationSource;
  readonly faulty: (...path: KeyPath) => boolean;
}

/** What is wrong with the releases of a stack. */
export function releaseFaults(
  { influxdb, chronograf }: ReleaseSettings,
  source: ReleaseSource,
): readonly Fault[] {
  return [
    ...(influxdb === undefined ? [] : influxdbFaults(influxdb, source)),
    ...(chronograf === undefined ? [] : chronografFaults(chronograf, source)),
    ...(influxdb === undefined || chronograf === undefined
      ? []
      : togetherFaults(influxdb, chronograf, source)),
  ];
}

function influxdbFaults(release: InfluxdbRelease, source: ReleaseSource): readonly Fault[] {
  return [
    ...commonFaults("influxdb", release, source),
    ...reachFaults(release, source),
    ...memoryFaults(release, source),
    ...backupFaults(release, source),
  ];
}

function chronografFaults(release: ChronografRelease, from: ReleaseSource): readonly Fault[] {
  const faults = [...commonFaults("chronograf", release, from)];
  const { source, faulty } = from;
  const path = ["releases", "chronograf"];
  if (
    release.login !== undefined &&
    chronografUrl(release) === undefined &&
    !routeFaulty("chronograf", from)
  ) {
    if (!faulty(...path, "publicUrl")) {
      faults.push(
        keyFault(source, [...path, "publicUrl"], {
          found: "nothing, with a login, and no ingress or gateway that would say it",
          expected: "the URL that the login comes back to",
          mend: setCommand(source, [...path, "publicUrl"], "https://monitoring.example.org"),
        }),
      );
    }
  }
  return faults;
}

function routeFaulty(which: "influxdb" | "chronograf", { faulty }: ReleaseSource): boolean {
  return ["ingress", "gateway"].some((key) => faulty("releases", which, key));
}

/** What every release may have wrong. */
function commonFaults(
  which: "influxdb" | "chronograf",
  { ingress, gateway, resources }: InfluxdbRelease | ChronografRelease,
  { source }: ReleaseSource,
): readonly Fault[] {
  const path = ["releases", which];
  const faults: Fault[] = [];
  if (ingress !== undefined && gateway !== undefined) {
    faults.push(
      keyFault(source, [...path, "gateway"], {
        found: `a gateway besides ${which}.ingress`,
        expected: "one of the two",
        mend: `${removeCommand(source, [...path, "gateway"])}, or ${removeCommand(source, [...path, "ingress"])}`,
      }),
    );
  }
  faults.push(...resourceFaults(source, [...path, "resources"], resources));
  return faults;
}

function reachFaults(release: InfluxdbRelease, from: ReleaseSource): readonly Fault[] {
  const { reach, ingress, gateway } = release;
  if (reach !== "ingress" || (ingress ?? gateway) !== undefined || routeFaulty("influxdb", from)) return [];
  const path = ["releases", "influxdb", "reach"];
  const host = ["releases", "influxdb", "ingress", "host"];
  return [
    keyFault(from.source, path, {
      found: "`ingress`, without `ingress` and without `gateway`",
      expected: "`service` or `port-forward`, or a host by which it is reached",
      mend: `${setCommand(from.source, host, "influxdb.example.org")}, or ${setCommand(from.source, path, "port-forward")}`,
    }),
  ];
}

/** Limits that influxd refuses, or that the container cannot keep. */
function memoryFaults(
  { settings: given, resources }: InfluxdbRelease,
  { source }: ReleaseSource,
): readonly Fault[] {
  const path = ["releases", "influxdb", "settings"];
  const settings = influxdSettings(given, resources);
  const {
    queryConcurrency = 0,
    queryQueue = 0,
    queryMemory = 0,
    queryMemoryInitial = 0,
    queryMemoryTotal = 0,
  } = settings;
  const limit = resources.limits?.memory;
  const most = limit === undefined ? undefined : quantityOf(limit);
  const faults: Fault[] = [];
  const wrong = (key: string, found: string, expected: string, value: string): void => {
    faults.push(
      keyFault(source, [...path, key], { found, expected, mend: setCommand(source, [...path, key], value) }),
    );
  };
  if (queryConcurrency === 0 && queryQueue > 0)
    wrong(
      "queryQueue",
      `\`${queryQueue}\`, with \`queryConcurrency: 0\``,
      "`0`: without a limit nothing waits",
      "0",
    );
  if (queryConcurrency > 0 && queryQueue === 0)
    wrong("queryQueue", "`0`, with a limit of `queryConcurrency`", "at least 1", "1024");
  if (queryConcurrency === 0 && queryMemoryTotal > 0)
    wrong(
      "queryMemoryTotal",
      `\`${bytesText(queryMemoryTotal)}\`, with \`queryConcurrency: 0\``,
      "`0`, or a limit of `queryConcurrency`: influxd refuses one without the other",
      "0",
    );
  const start = queryConcurrency * (queryMemoryInitial === 0 ? queryMemory : queryMemoryInitial);
  if (queryConcurrency > 0 && queryMemoryTotal > 0 && start > queryMemoryTotal)
    wrong(
      "queryMemoryTotal",
      `\`${bytesText(queryMemoryTotal)}\`, less than what ${queryConcurrency} queries get at their start`,
      `at least \`${bytesText(start)}\`; or less \`queryMemoryInitial\` or \`queryConcurrency\``,
      bytesText(start),
    );
  if (queryConcurrency > 0 && queryMemoryTotal > 0 && queryMemory > queryMemoryTotal)
    wrong(
      "queryMemory",
      `\`${bytesText(queryMemory)}\`, more than \`queryMemoryTotal\``,
      `at most \`${bytesText(queryMemoryTotal)}\``,
      bytesText(queryMemoryTotal),
    );
  for (const key of ["queryMemoryTotal", "queryMemory", "cacheMemory"] as const) {
    const value = settings[key] ?? 0;
    if (most === undefined || value < most) continue;
    wrong(
      key,
      `\`${bytesText(value)}\`, with a memory limit of \`${limit ?? ""}\``,
      "less than the limit: the container would be killed before",
      bytesText(Math.floor(most / 2)),
    );
  }
  return faults;
}

function backupFaults({ name, backup }: InfluxdbRelease, { source }: ReleaseSource): readonly Fault[] {
  if (backup?.target.kind !== "claim" || backup.target.claim !== name) return [];
  const path = ["releases", "influxdb", "backup", "volume", "claim"];
  return [
    keyFault(source, path, {
      found: `\`${name}\`, the volume of the server itself`,
      expected: "another volume: a first start that fails empties this one",
      mend: `${removeCommand(source, path)}, or ${setCommand(source, path, `${name}-backup`)}`,
    }),
  ];
}

/** Two releases that would take each other's place. */
function togetherFaults(
  influxdb: InfluxdbRelease,
  chronograf: ChronografRelease,
  { source }: ReleaseSource,
): readonly Fault[] {
  const faults: Fault[] = [];
  const name = ["releases", "chronograf", "name"];
  if (influxdb.name === chronograf.name || influxdb.name === chronografName(chronograf)) {
    faults.push(
      keyFault(source, name, {
        found: `\`${chronograf.name}\`, whose objects would have the names of those of influxdb`,
        expected: "another name",
        mend: setCommand(source, name, "monitoring"),
      }),
    );
  }
  const hosts = [influxdb, chronograf].map(({ ingress, gateway }) => (ingress ?? gateway)?.host);
  if (hosts[0] !== undefined && hosts[0] === hosts[1] && chronograf.path === "") {
    const path = ["releases", "chronograf", "path"];
    faults.push(
      keyFault(source, path, {
        found: `\`/\` on \`${hosts[0]}\`, where InfluxDB is`,
        expected: "a path of its own, or another host",
        mend: setCommand(source, path, "/chronograf"),
      }),
    );
  }
  return faults;
}
