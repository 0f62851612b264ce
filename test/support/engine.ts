/** The real Pulumi engine with a state of its own in a temporary directory, and programs that are functions of a test. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Program } from "../../index.ts";
import { type EventLog, readEventLog } from "../../tools/engine/events.ts";
import { serveProgram } from "../../tools/engine/language-host.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import { pulumi } from "../../tools/toolchain/parts.ts";

/** Folder of the provider's executable, where the engine looks for it. */
export const providerFolder = fileURLToPath(new URL("../../packages/influxdb", import.meta.url));

/** Folder of the language plugin for operations that run no program. */
const languageFolder = fileURLToPath(new URL("language-plugin", import.meta.url));

const STACK = "test";
const PROJECT = "project";
const EMPTY_LOG: EventLog = { steps: [], changes: {}, errors: [] };

/** What came of a run of the engine. */
export interface EngineRun {
  /** Exit code; 130 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: EventLog;
  /** The event log as it was written. */
  readonly events: string;
}

/** A run that goes on. */
export interface EngineAtWork {
  /** Does what Ctrl-C at the terminal does. */
  interrupt(): void;
  /** Ends it as a crash would. */
  kill(): void;
  /** Resolves when it has printed that. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<EngineRun>;
}

/** A resource as the state file holds it. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface Options {
  /** Environment beside what the harness sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of the engine. */
  readonly flags?: readonly string[];
}

type Operation = "preview" | "up" | "refresh" | "destroy" | "import";

export class TestEngine {
  readonly directory: string;
  readonly #binary: string;

  private constructor(directory: string, binary: string) {
    this.directory = directory;
    this.#binary = binary;
  }

  /**
   * An engine with an empty stack. `provider`: folder of the provider's executable; `binary`: what to run in the
   * engine's place; `languages`: folders of more language plugins, by language.
   */
  static async make(
    options: {
      readonly provider?: string;
      readonly binary?: string;
      readonly languages?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<TestEngine> {
    const { provider = providerFolder, binary = (await ensure(pulumi)).path, languages = {} } = options;
    const plugged = Object.entries({ nodejs: languageFolder, ...languages });
    const engine = new TestEngine(await mkdtemp(join(tmpdir(), "engine-test-")), binary);
    const plugins = {
      providers: [{ name: "influxdb", path: provider }],
      languages: plugged.map(([name, path]) => ({ name, path })),
    };
    const project = { name: PROJECT, runtime: "nodejs", plugins };
    await writeFile(join(engine.directory, "Pulumi.yaml"), JSON.stringify(project));
    await mkdir(join(engine.directory, "state"));
    const { code, stderr } = await engine.command("stack", "init", STACK);
    assert.equal(code, 0, stderr);
    return engine;
  }

  /** Runs a command of the engine that needs no program. */
  async command(...args: readonly string[]): Promise<EngineRun> {
    return this.#launch(args, {}).ended;
  }

  /** Runs an operation to its end. A destroy and an import need no program. */
  async run(operation: Operation, program?: Program, options: Options = {}): Promise<EngineRun> {
    return (await this.start(operation, program, options)).ended;
  }

  /** Like {@link run}, for what must succeed. */
  async succeed(operation: Operation, program?: Program, options: Options = {}): Promise<EngineRun> {
    const run = await this.run(operation, program, options);
    assert.equal(run.code, 0, `${operation} ended with ${run.code}:\n${run.stdout}${run.stderr}`);
    return run;
  }

  /** Starts an operation. */
  async start(
    operation: Operation,
    program?: Program,
    { env = {}, flags = [] }: Options = {},
  ): Promise<EngineAtWork> {
    const host = program === undefined ? undefined : await serveProgram(program);
    const client = host === undefined ? [] : [`--client=${host.address}`, "--exec-kind=auto.inline"];
    const unasked = {
      preview: [],
      up: ["--yes", "--skip-preview"],
      refresh: ["--yes", "--skip-preview"],
      destroy: ["--yes", "--skip-preview"],
      import: ["--yes", "--skip-preview"],
    };
    const own = [...unasked[operation], ...client, `--stack=${STACK}`];
    const running = this.#launch([operation, ...flags, ...own], env, () => host?.close());
    return running;
  }

  /** The state file, to the letter. */
  async stateText(): Promise<string> {
    return readFile(join(this.directory, "state", ".pulumi", "stacks", PROJECT, `${STACK}.json`), "utf8");
  }

  /** The resources of the state, without the stack itself and its providers. */
  async resources(): Promise<StoredResource[]> {
    const state = JSON.parse(await this.stateText()) as {
      checkpoint: { latest: { resources?: StoredResource[] } | null };
    };
    return (state.checkpoint.latest?.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
  }

  /** Removes state and all. */
  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  #launch(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    finish: () => void = () => undefined,
  ): EngineAtWork {
    const eventFile = join(this.directory, "events.json");
    const logged = ["preview", "up", "refresh", "destroy", "import"].includes(args[0] ?? "");
    const log = logged ? [`--event-log=${eventFile}`] : [];
    const child = spawn(this.#binary, [...args, ...log, "--non-interactive", "--color=never"], {
      cwd: this.directory,
      env: { ...this.#environment(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = new Output(child);
    return {
      interrupt: () => void child.kill("SIGINT"),
      kill: () => void child.kill("SIGKILL"),
      printed: (text) => output.printed(text),
      ended: (async () => {
        const code = await new Promise<number>((resolve, reject) => {
          child.once("error", reject);
          child.once("close", (exit) => resolve(exit ?? 130));
        });
        finish();
        const events = logged && existsSync(eventFile) ? await readFile(eventFile, "utf8") : "";
        const read = events === "" ? EMPTY_LOG : await readEventLog(eventFile);
        await rm(eventFile, { force: true });
        return { code, stdout: output.stdout, stderr: output.stderr, log: read, events };
      })(),
    };
  }

  #environment(): NodeJS.ProcessEnv {
    // Settings of the user's own servers and stacks are not meant for this one.
    const kept = Object.entries(process.env).filter(([name]) => !/^(PULUMI|INFLUX)_/.test(name));
    return {
      ...Object.fromEntries(kept),
      PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
      PULUMI_HOME: join(this.directory, "home"),
      PULUMI_BACKEND_URL: pathToFileURL(join(this.directory, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "of a test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Without it the engine knows no --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    };
  }
}

/** What a process prints, and who waits for it. */
class Output {
  stdout = "";
  stderr = "";
  readonly #waiting: { text: string; resolve: () => void }[] = [];

  constructor(child: ChildProcess) {
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      this.stdout += chunk;
      this.#tell();
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      this.stderr += chunk;
      this.#tell();
    });
  }

  async printed(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ text, resolve });
      this.#tell();
    });
  }

  #tell(): void {
    for (const { text, resolve } of this.#waiting) {
      if (this.stdout.includes(text) || this.stderr.includes(text)) resolve();
    }
  }
}
