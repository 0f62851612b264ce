/** The rooms of the program (DESIGN.md) and what each may import. Data for the rule `monitoring/import-direction`. */

/** What a module may not import, with the sentence that says why. */
export interface Room {
  readonly name: string;
  /** Files that are in it, relative to the project, with `/`. The first room that matches counts. */
  readonly files: RegExp;
  /** Rooms that it may import, besides itself. */
  readonly rooms: readonly string[] | "all";
  /** Packages and `node:` modules that it may not import. */
  readonly forbidden: readonly RegExp[];
  /** The rule, for people. */
  readonly rule: string;
}

const pulumi = /^@pulumi\//;
/** Files, processes, network, machine. What only computes (`node:path`, `node:util`, `node:crypto`) is left out. */
const io =
  /^(?:node:)?(?:child_process|cluster|dgram|dns|fs|http|http2|https|inspector|module|net|os|process|readline|repl|sqlite|test|timers|tls|tty|v8|vm|wasi|worker_threads)(?:\/|$)|^undici(?:\/|$)/;
const network =
  /^(?:node:)?(?:dgram|dns|http|http2|https|net|tls)(?:\/|$)|^undici(?:\/|$)|^@influxdata\/influxdb/;
const files = /^(?:node:)?(?:fs|child_process|os)(?:\/|$)/;

export const rooms: readonly Room[] = [
  {
    name: "tests",
    files: /(?:^|\/)test\/|\.test\.ts$/,
    rooms: "all",
    forbidden: [],
    rule: "tests may import everything",
  },
  {
    name: "packages/influxdb",
    files: /^packages\/influxdb\//,
    rooms: [],
    forbidden: [],
    rule: "packages/influxdb is a package of its own: it imports nothing of this program",
  },
  {
    name: "model",
    files: /^model\//,
    rooms: [],
    forbidden: [pulumi, io, /^js-yaml$/, /^@influxdata\//],
    rule: "model/ is plain data and pure functions: it imports nothing but itself, no Pulumi and no I/O",
  },
  {
    name: "flux",
    files: /^flux\//,
    rooms: ["model"],
    forbidden: [pulumi, network],
    rule: "flux/ imports itself and model/, and does not know Pulumi",
  },
  {
    name: "telegraf",
    files: /^telegraf\//,
    rooms: ["model", "versions"],
    forbidden: [pulumi, network],
    rule: "telegraf/ imports itself, model/ and versions.ts, and does not know Pulumi",
  },
  {
    name: "components",
    files: /^components\//,
    rooms: ["model", "flux", "telegraf", "versions"],
    forbidden: [network, files],
    rule: "components/ declare what model/, flux/ and telegraf/ give them: they read no configuration and no files, and talk no HTTP",
  },
  {
    name: "config",
    files: /^config(?:\.ts$|\/)/,
    rooms: ["model", "telegraf", "versions"],
    forbidden: [network],
    rule: "config.ts and config/ import only model/, telegraf/ and versions.ts of the program",
  },
  {
    name: "desired",
    files: /^desired\.ts$/,
    rooms: ["config", "model", "flux", "telegraf"],
    forbidden: [pulumi, network, files],
    rule: "desired.ts puts plain data together: settings, model, Flux, agents; no Pulumi",
  },
  {
    name: "index",
    files: /^index\.ts$/,
    rooms: ["config", "desired", "model", "flux", "telegraf", "components", "versions"],
    forbidden: [network, files],
    rule: "index.ts is a contents page: settings, model, checks, components, outputs; no tools, no I/O",
  },
  {
    name: "versions",
    files: /^versions\.ts$/,
    rooms: [],
    forbidden: [/./],
    rule: "versions.ts imports nothing",
  },
  {
    name: "tools",
    files: /^(?:tools\/|eslint\.config\.js$)/,
    rooms: [
      "index",
      "desired",
      "config",
      "model",
      "flux",
      "telegraf",
      "components",
      "versions",
      "packages/influxdb",
    ],
    forbidden: [],
    rule: "tools/ may import the program, but no tests",
  },
  { name: "bench", files: /^bench\//, rooms: "all", forbidden: [], rule: "benchmarks may import everything" },
];
