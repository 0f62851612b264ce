import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { alerts } from "../../model/alerts/catalogue.ts";
import { localServer } from "../support/local-server.ts";
import { copyProject, errorsOf, type ProjectCopy } from "../support/project.ts";
import { until } from "../support/until.ts";

/** The process in whose environment or arguments the copy's path stands, and whose name is the engine's. */
async function enginePid(project: ProjectCopy): Promise<number | undefined> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const arguments_ = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!arguments_.includes("--exec-kind=auto.inline")) continue;
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.includes(join(project.root, ".local"))) return Number(pid);
  }
  return undefined;
}

/** Runs a command and kills its engine as soon as `when` says so. */
async function killEngineDuring(
  project: ProjectCopy,
  script: string,
  args: string[],
  when: () => Promise<boolean>,
): Promise<number> {
  const child = spawn("npm", ["run", "--silent", script, ...args], { cwd: project.root, stdio: "ignore" });
  const ended = new Promise<number>((resolve) =>
    child.once("close", (code) => {
      resolve(code ?? -1);
    }),
  );
  await until("the moment to kill it", async () => ((await when()) ? true : undefined));
  // Not the one of the plan that an up makes before.
  process.kill(await until("the engine runs", () => enginePid(project)), "SIGKILL");
  return ended;
}

describe(
  "a run that is killed in the middle",
  { skip: process.platform === "linux" ? false : "finds processes through /proc" },
  () => {
    let project: ProjectCopy;
    before(async () => {
      project = await copyProject();
    });
    after(() => project.remove());

    it("is begun again when it was the first one", async () => {
      const code = await killEngineDuring(project, "start", [], async () => {
        const server = await localServer(project).catch(() => undefined);
        return server !== undefined && (await server.buckets()).length > 10;
      });
      assert.notEqual(code, 0);
      const again = await project.npm("start");
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /first start did not finish/i);
      assert.match(again.stdout, /Objects created: 355\./);
    });

    it("is settled by the next up when it was a later one: nothing twice, nothing missing", async () => {
      const server = await localServer(project);
      const perApplication = alerts.filter(({ home }) => home === "*").length;
      const before = { buckets: (await server.buckets()).length, tasks: (await server.tasks()).length };
      const file = join(project.root, "Pulumi.local.yaml");
      const applications = Array.from({ length: 20 }, (_, index) => `        - extra-${index}`).join("\n");
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace("        - argocd\n", `        - argocd\n${applications}\n`));

      const code = await killEngineDuring(
        project,
        "up",
        ["--", "local", "--yes", "--skip-preview"],
        async () => {
          return (await server.buckets()).length > before.buckets + 5;
        },
      );
      assert.notEqual(code, 0);
      assert.ok(
        (await server.buckets()).length < before.buckets + 20,
        "it was killed too late to show anything",
      );

      const up = await project.npm("up", "local", "--yes", "--skip-preview");
      assert.equal(up.code, 0, errorsOf(up));
      assert.equal((await server.buckets()).length, before.buckets + 20);
      const names = (await server.tasks()).map(({ name }) => name);
      assert.equal(names.length, before.tasks + 20 * perApplication);
      assert.equal(new Set(names).size, names.length);
      // Those that were replaced stay valid for a while.
      const tokens = (await server.authorizations()).filter(
        ({ description }) => !description.includes("(replaced by "),
      );
      assert.equal(tokens.length, 4);
      assert.equal((await project.npm("drift", "local")).code, 0);
    });
  },
);
