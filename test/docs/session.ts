/** A terminal in which the commands of one document are run, one block after the other. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { cacheDirectory } from "../../tools/cache.mjs";
import { projectRoot } from "../../tools/project.ts";
import { ensure } from "../../tools/toolchain/index.ts";
import { pulumi } from "../../tools/toolchain/parts.ts";
import { api, makeBucket, startServer, type TestServer } from "../support/influxd.ts";
import { copyProject, type ProjectCopy } from "../support/project.ts";
import { type Block, missingLine, readDocument } from "./markdown.ts";

/** Stands in the documents where a reader's own server stands; the tests put one of theirs there. */
const SERVER = "https://influxdb.example.org";
/** How the documents call the directory of a clone. */
const CLONE = "../monitoring-as-code";

export class Session {
  readonly project: ProjectCopy;
  readonly #server: TestServer | undefined;
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  #printed = "";

  private constructor(
    project: ProjectCopy,
    server: TestServer | undefined,
    directory: string,
    environment: NodeJS.ProcessEnv,
  ) {
    this.project = project;
    this.#server = server;
    this.#directory = directory;
    this.#environment = environment;
  }

  /**
   * A terminal in a fresh clone, or in an empty directory beside it, with a home directory of its own. It has the
   * toolchain of this machine and, if the document sets the address of one, a server with organization `monitoring`.
   */
  static async open(document: string, beside?: string): Promise<Session> {
    const { path: engine } = await ensure(pulumi);
    const project = await copyProject();
    for (const modules of globSync("packages/*/node_modules", { cwd: projectRoot })) {
      await cp(join(projectRoot, modules), join(project.root, modules), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    const server = new RegExp(`pulumi config set .*${SERVER}`).test(readDocument(document))
      ? await startServer()
      : undefined;
    if (server !== undefined)
      await api(server, "PATCH", `/api/v2/orgs/${server.orgId}`, { json: { name: "monitoring" } });
    const base = dirname(project.root);
    const home = join(base, "home");
    await mkdir(home);
    const directory = beside === undefined ? project.root : join(base, beside);
    await mkdir(directory, { recursive: true });
    // The token, for the command that asks for it.
    await writeFile(join(home, "input"), `${server?.token ?? ""}\n`, { mode: 0o600 });
    const own = Object.keys(process.env).filter((name) => /^(PULUMI|INFLUX)_/.test(name));
    const environment = {
      ...Object.fromEntries(own.map((name) => [name, undefined])),
      HOME: home,
      XDG_CACHE_HOME: dirname(cacheDirectory(process.env)),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PATH: [
        dirname(process.execPath),
        dirname(engine),
        // Stands for the Node.js plugin of the standard CLI.
        join(projectRoot, "test", "support", "language-plugin"),
        process.env["PATH"],
      ].join(delimiter),
    };
    return new Session(project, server, directory, environment);
  }

  /** Gives the server of the document a bucket without end that nobody declared. */
  async makeBucket(name: string): Promise<{ readonly orgId: string; readonly bucketId: string }> {
    assert.ok(this.#server);
    return { orgId: this.#server.orgId, bucketId: await makeBucket(this.#server, name) };
  }

  /** Calls the API of the server of the document. */
  async post(path: string, json: unknown): Promise<void> {
    assert.ok(this.#server);
    await api(this.#server, "POST", path, { json });
  }

  /** Does what the comment of a block says. */
  async perform(block: Block): Promise<void> {
    const { action, argument, where } = block;
    const text = this.#translate(block.text);
    if (action === "output") {
      const missing = missingLine(text, this.#printed);
      assert.equal(
        missing,
        undefined,
        `${where}: not printed, or not in this order. Printed was:\n${this.#printed}`,
      );
      return;
    }
    if (action === "run") return this.#run(text, Number(/^exit (\d+)$/.exec(argument)?.[1] ?? 0), where);
    const [, name = argument, after] = /^(.+?) after (.+)$/.exec(argument) ?? [];
    const path = join(this.#directory, name);
    await mkdir(dirname(path), { recursive: true });
    if (action === "file") await writeFile(path, `${text}\n`);
    else await writeFile(path, insert(await readFile(path, "utf8"), text, after, where));
  }

  async close(): Promise<void> {
    await this.#server?.stop();
    await this.project.remove();
  }

  #translate(text: string): string {
    return text
      .replaceAll(SERVER, this.#server?.url ?? SERVER)
      .replaceAll(CLONE, `../${basename(this.project.root)}`);
  }

  /** What is exported in one block holds in those after it. */
  async #run(text: string, expected: number, where: string): Promise<void> {
    const script = [
      "exec 2>&1 < ~/input",
      "if [ -e ~/exported ]; then . ~/exported; fi",
      `cd '${this.#directory}'`,
      text,
      "export -p > ~/exported",
    ].join("\n");
    const { code, stdout } = await this.project.run(
      "bash",
      ["-euo", "pipefail", "-c", script],
      this.#environment,
    );
    this.#printed = stdout;
    assert.equal(
      code,
      expected,
      `${where}: ended with ${code}, expected ${expected}. Printed was:\n${stdout}`,
    );
  }
}

function insert(content: string, text: string, after: string | undefined, where: string): string {
  if (after === undefined) return `${content.trimEnd()}\n${text}\n`;
  const lines = content.split("\n");
  const place = lines.findIndex((line) => line.trim() === after);
  assert.ok(place >= 0, `${where}: no line \`${after}\` to put it after`);
  return lines.toSpliced(place + 1, 0, text).join("\n");
}
