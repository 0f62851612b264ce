import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { stackNames } from "../../config/stack-file.ts";
import { projectRoot } from "../../tools/project.ts";

const folder = join(projectRoot, ".github", "workflows");
const Job = z.looseObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
  environment: z.string().optional(),
  strategy: z.looseObject({ matrix: z.object({ stack: z.array(z.string()) }) }).optional(),
  steps: z.array(z.looseObject({ run: z.string().optional() })).optional(),
});
const Workflow = z.looseObject({ jobs: z.record(z.string(), Job) });
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")));

const workflows = readdirSync(folder).map((file) => ({
  file,
  jobs: Object.values(Workflow.parse(load(readFileSync(join(folder, file), "utf8"))).jobs),
}));
const jobs = workflows.flatMap(({ jobs: ofFile }) => ofFile);

describe("the workflows", () => {
  it("run commands that there are", () => {
    const texts = jobs.flatMap((job) => [
      ...(job.steps ?? []).flatMap(({ run }) => [
        ...(run ?? "").matchAll(/npm (?=test)([\w:-]+)|npm run (?:--silent )?([\w:-]+)/g),
      ]),
      ...[...(job.with?.["command"] ?? "").matchAll(/^([\w:-]+)/g)],
    ]);
    const commands = texts.flatMap(([, first, second]) => first ?? second ?? []);
    assert.deepEqual(new Set(commands), new Set(["check", "test", "preview", "up", "drift"]));
    for (const command of commands) assert.ok(command in scripts, command);
  });

  it("preview, bring up and look at every stack that is shared, each behind its own environment", () => {
    const shared = stackNames(projectRoot).filter((stack) => stack !== "local");
    assert.deepEqual(jobs.flatMap(({ strategy }) => strategy?.matrix.stack ?? []).toSorted(), shared);
    for (const command of ["up", "drift"]) {
      const of = workflows.find(({ file }) => file === `${command}.yml`)?.jobs ?? [];
      assert.deepEqual(of.map((job) => job.with?.["stack"]).toSorted(), shared);
      for (const { with: given } of of)
        assert.match(given?.["command"] ?? "", new RegExp(`^${command} -- ${given?.["stack"]}\\b`));
    }
    const environments = (file: string) =>
      workflows.find((workflow) => workflow.file === file)?.jobs.map((job) => job.with?.["environment"]);
    assert.deepEqual(environments("up.yml")?.toSorted(), shared);
    // Nobody need approve what only looks.
    assert.deepEqual(new Set(environments("drift.yml")), new Set(["preview"]));
  });

  it("call workflows that there are", () => {
    const called = jobs.flatMap(({ uses }) => uses ?? []);
    assert.ok(called.length > 0);
    for (const path of called)
      assert.ok(
        workflows.some(({ file }) => path.endsWith(`/${file}`)),
        path,
      );
  });
});
