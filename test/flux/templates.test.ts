import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { formatFlux, isValidFlux, parseFlux } from "../../flux/engine.ts";
import { compileTask, compileTasks, loadTemplates, readTemplates } from "../../flux/index.ts";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { type ChannelKind, channelKinds, noAlerts } from "../../model/alerts/settings.ts";
import { buildModel } from "../../model/model.ts";
import { downsamplingFunctions, type ModelSettings } from "../../model/settings.ts";
import { templateText } from "../support/flux-values.ts";
import { serving } from "../support/model.ts";

/** Faults of one template text, in short. */
async function faultsOf(text: string, file = "t.flux"): Promise<readonly string[]> {
  const { faults } = await readTemplates([{ file, path: file, text }]);
  return faults.map(({ where, found, expected }) => `${where} | ${found} | ${expected}`);
}

const task = 'option task = {name: "x", every: 1m, offset: 0s}';
const params = 'option params = {bucket: "b"}';
const work = 'from(bucket: params.bucket) |> range(start: -1m) |> to(bucket: "c")';

describe("the templates of the program", () => {
  test("are good, and formatted by the Flux formatter", async () => {
    const { files, byFile, faults } = await loadTemplates();
    assert.deepEqual(faults, []);
    assert.deepEqual([...byFile.keys()], files);
    for (const { source } of byFile.values()) {
      assert.equal(source.text, formatFlux(parseFlux(source.text)), `${source.path} is not formatted`);
    }
  });

  test("are those of the catalogue, of the channels and of the tasks beside them", async () => {
    const { files } = await loadTemplates();
    const expected = [
      ...alertIds.map((id) => `alerts/${id}.flux`),
      ...channelKinds.map((kind) => `delivery/${kind}.flux`),
      "tasks/downsample.flux",
      "tasks/heartbeat.flux",
    ];
    assert.deepEqual([...files].sort(), expected.sort());
  });

  test("take what the model gives, in both layouts", async () => {
    const templates = await loadTemplates();
    for (const layout of [{ kind: "applications" }, { kind: "shared", bucket: "points" }] as const) {
      const { model, faults } = buildModel(everyTask(layout));
      assert.deepEqual(faults, []);
      const ids = new Set(model.tasks.map(({ file }) => file));
      for (const file of templates.files.filter((name) => !name.startsWith("alerts/")))
        assert(ids.has(file), file);
      const { compiled, faults: fluxFaults } = compileTasks(model.tasks, templates);
      assert.deepEqual(fluxFaults, []);
      for (const { name } of model.tasks) {
        const flux = compiled.get(name) ?? "x =";
        assert(isValidFlux(flux), name);
        assert.equal(formatFlux(parseFlux(flux)), flux, name);
      }
    }
  });

  test("say at their top what they do, and when it is not at each tick over their window", async () => {
    const { byFile } = await loadTemplates();
    for (const { source } of byFile.values()) {
      const [comment = ""] = source.text.split(/^(?:import|option)/m);
      assert.match(comment, /^\/\/ \S+: .*\n(?:\/\/.*\n)*\/\/ (?:Reads|Writes|Finds) /, source.path);
    }
  });
});

/** A stack with a channel of each kind, the heartbeat and a rule of downsampling. */
function everyTask(layout: ModelSettings["layout"]): ModelSettings {
  const options: Partial<Record<ChannelKind, Record<string, string>>> = {
    email: { from: "a@example.org", to: "b@example.org" },
    kafka: { topic: "alerts" },
    pagerduty: { api: "https://example.org" },
  };
  const channels = channelKinds.map((kind) => ({
    name: kind,
    kind,
    secret: "s",
    options: options[kind] ?? {},
    timeoutSeconds: 5,
    resolved: true,
  }));
  const everything = { severities: [], alerts: [], clusters: [], applications: [], repeatSeconds: {} };
  return serving(["portal", "times-square"], {
    layout,
    alerts: {
      ...noAlerts,
      channels,
      routes: [{ ...everything, channels: [...channelKinds] }],
      heartbeat: { secret: "s", everySeconds: 300 },
    },
    downsampling: [
      {
        name: "long",
        source: layout.kind === "shared" ? layout.bucket : "portal",
        measurements: [],
        windowSeconds: 300,
        functions: downsamplingFunctions,
        destination: "portal_long",
        retentionSeconds: 0,
        latenessSeconds: 3600,
        catchUpSeconds: 86_400,
      },
    ],
    secrets: ["s"],
  });
}

describe("a template", () => {
  test("may have either option first, other task options, quoted keys and a comment at its end", async () => {
    const text = `${params}\n\noption task = {"name": "x", every: 1m, offset: 0s, concurrency: 2}\n\n${work}\n// End.\n`;
    assert.deepEqual(await faultsOf(text), []);
    const { byFile } = await readTemplates([{ file: "t.flux", path: "t.flux", text }]);
    const template = byFile.get("t.flux");
    assert(template !== undefined);
    const values = { name: "y", everySeconds: 3600, offsetSeconds: 5, params: { bucket: "q" } };
    const { flux = "" } = compileTask(template, values);
    const options =
      'option params = {bucket: "q"}\n\noption task = {"name": "y", every: 1h, offset: 5s, concurrency: 2}\n';
    assert.equal(flux.slice(0, options.length), options);
    assert.equal(flux.split("// End.").length, 2);
  });

  const cases: readonly [what: string, text: string, faults: readonly RegExp[]][] = [
    [
      "a syntax error",
      `${task}\n${params}\n${work}\nx = (1`,
      [/^t\.flux:4:5 \| x = \(1 \| .*expected RPAREN, got EOF/],
    ],
    [
      "a type error",
      `${task}\n${params}\n${work}\nx = "é" + 1`,
      [/^t\.flux:4:11 \| x = "é" \+ 1 \| .*expected string but found int/],
    ],
    [
      "an unknown function",
      `${task}\n${params}\n${work}\n    |> nofn()`,
      [/^t\.flux:4:8 \| \|> nofn\(\) \| .*undefined identifier nofn/],
    ],
    [
      "an unknown package",
      `import "nope"\n${task}\n${params}\n${work}`,
      [/^t\.flux:1:1 \| import "nope" \| .*invalid import path nope/],
    ],
    [
      "an undeclared parameter",
      `${task}\n${params}\n${work}\nx = params.nope`,
      [/^t\.flux:4:5 .*missing label nope/],
    ],
    [
      "a parameter used in another type",
      `${task}\n${params}\n${work}\nx = params.bucket + 1`,
      [/^t\.flux:4:\d+ .*expected string but found int/],
    ],
    [
      "several errors",
      `${task}\n${params}\nfrom(bucket: params.bucket)\n    |> range(start: params.nope)\n    |> nope()\n    |> to(bucket: "c")`,
      [/^t\.flux:4:\d+ .*missing label/, /^t\.flux:5:8 .*undefined identifier/],
    ],
    [
      "no task option",
      `${params}\n${work}`,
      [/^t\.flux:1:1 \| no `option task = {…}` \| .*first two statements/],
    ],
    [
      "no params option",
      `${task}\nfrom(bucket: "b") |> range(start: -1m) |> to(bucket: "c")`,
      [/^t\.flux:1:1 \| no `option params = {…}`/],
    ],
    ["params that are no option", `${task}\nparams = {bucket: "b"}\n${work}`, [/no `option params = {…}`/]],
    [
      "options further down",
      `x = 1\n${task}\n${params}\n${work}`,
      [/^t\.flux:3:1 \| `option params` after other statements/],
    ],
    [
      "no statement that does anything",
      `${task}\n${params}\nx = params.bucket`,
      [/^t\.flux:1:1 \| no statement that reads or writes/],
    ],
    [
      "no name",
      `option task = {every: 1m, offset: 0s}\n${params}\n${work}`,
      [/^t\.flux:1:1 \| no `name` in `option task`/],
    ],
    [
      "no offset",
      `option task = {name: "x", every: 1m}\n${params}\n${work}`,
      [/^t\.flux:1:1 \| no `offset` in `option task`/],
    ],
    [
      "a name that is no string",
      `option task = {name: 3, every: 1m, offset: 0s}\n${params}\n${work}`,
      [/^t\.flux:1:16 \| `name` of type int/],
    ],
    [
      "an example that is no literal",
      `${task}\noption params = {bucket: "b", x: 1 + 1}\n${work}`,
      [/^t\.flux:2:31 .*a literal as the example value of `x`/],
    ],
    [
      "an example list that is empty",
      `${task}\noption params = {bucket: "b", x: []}\n${work}`,
      [/^t\.flux:2:31 .*a literal as the example value of `x`/],
    ],
    [
      "a parameter declared twice",
      `${task}\noption params = {bucket: "b", bucket: "b"}\n${work}`,
      [/^t\.flux:2:31 .*`bucket` once; it stands at t\.flux:2:18/],
    ],
    [
      "a parameter that nothing asks for",
      `${task}\noption params = {bucket: "b", nope: 1}\n${work}`,
      [/^t\.flux:2:31 \| parameter `nope`, which is used nowhere \| `params\.nope` somewhere in t\.flux/],
    ],
    [
      "a parameter of another record of that key",
      `${task}\noption params = {bucket: "b", nope: 1}\n${work}\nx = {nope: 1}\ny = x.nope`,
      [/^t\.flux:2:31 \| parameter `nope`, which is used nowhere/],
    ],
    [
      "a yield",
      `${task}\n${params}\n${work}\nfrom(bucket: "b")\n    |> range(start: -1m)\n    |> yield()`,
      [/^t\.flux:4:1 \| from\(bucket: "b"\) \| a statement that writes its result/],
    ],
    [
      "a stream that goes nowhere",
      `${task}\n${params}\n\n${work}\n    |> yield()\n\nfrom(bucket: "b") |> range(start: -1m)`,
      [/^t\.flux:7:1 \| from\(bucket: "b"\) \|> range\(start: -1m\) \| a statement that writes its result/],
    ],
    ["nothing in it", "", [/no `option task/, /no `option params/, /no statement/]],
  ];
  for (const [what, text, expected] of cases) {
    test(`with ${what} is a fault that says where`, async () => {
      const faults = await faultsOf(text);
      assert.equal(faults.length, expected.length, faults.join("\n"));
      for (const [index, pattern] of expected.entries()) assert.match(faults[index] ?? "", pattern);
    });
  }

  test("is checked by itself: neighbours may define the same names", async () => {
    const source = (file: string): { file: string; path: string; text: string } => ({
      file,
      path: file,
      text: templateText(),
    });
    assert.deepEqual((await readTemplates([source("a.flux"), source("b.flux")])).faults, []);
  });

  test("with a fault is told with those of all other files", async () => {
    const bad = (file: string, text: string): { file: string; path: string; text: string } => ({
      file,
      path: file,
      text,
    });
    const sources = [
      bad("a.flux", "x = "),
      bad("b.flux", templateText()),
      bad("c.flux", `${templateText()}y = z`),
    ];
    const { faults, byFile } = await readTemplates(sources);
    assert.deepEqual(
      faults.map(({ where }) => where),
      ["a.flux:1:5", "c.flux:23:5"],
    );
    assert.deepEqual([...byFile.keys()], ["b.flux"]);
  });

  test("with a broken attribute, on which the parser never ends, is a fault", async () => {
    const faults = await faultsOf(`${task}\n${params}\n${work}\nx = 1 @r(} option=>1mo2ynotnot`);
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /^t\.flux:4:7 \| x = 1 @r\(.*without attributes/);
  });

  test("may have @ in strings, comments and patterns", async () => {
    const text = `// a@b\n${task}\n${params}\n${work}\nx = "@r(\\"@r(" // @r(\ny = "a@b" =~ /@r\\(/\nz = 4 / 2`;
    assert.deepEqual(await faultsOf(text), []);
  });

  test("nested beyond what the compiler can take is a fault, and the next one is checked as ever", async () => {
    const deep = `${task}\n${params}\n${work}\nx = ${"(".repeat(1000)}1${")".repeat(1000)}`;
    const faults = await faultsOf(deep);
    assert.match(faults[0] ?? "", /^t\.flux:4:\d+ \| x = \({155}… \| .*nested too deep/);
    assert.match(faults[10] ?? "", /^t\.flux \| \d+ more findings/);
    assert.equal(faults.length, 11);
    assert.deepEqual(await faultsOf(templateText()), []);
  });
});

describe("the compiler", () => {
  test("says nothing on the console: not when it starts, not when it finds faults", async (context) => {
    const said: string[] = [];
    for (const method of ["debug", "error", "info", "log", "warn"] as const) {
      context.mock.method(console, method, (...text: unknown[]) => said.push(text.join(" ")));
    }
    await faultsOf("x = (");
    await faultsOf(templateText());
    assert.deepEqual(said, []);
  });
});

describe("loadTemplates", () => {
  test("reads the .flux files of its folders, by name, and the functions of lib", async (context) => {
    const directory = await mkdtemp(join(tmpdir(), "flux-"));
    context.after(() => rm(directory, { recursive: true }));
    for (const folder of ["alerts", "tasks", "lib", "other"]) await mkdir(join(directory, folder));
    await writeFile(join(directory, "tasks/b.flux"), templateText());
    await writeFile(join(directory, "tasks/a.flux"), "x = ");
    await writeFile(
      join(directory, "alerts/c.flux"),
      `import "lib/id"\n${templateText()}`.replace("// What this is.\n", ""),
    );
    await writeFile(join(directory, "lib/id.flux"), "id = (v) => v\n");
    await writeFile(join(directory, "lib/bad.flux"), "bad = (v) => v +\n");
    await writeFile(join(directory, "other/d.flux"), "x = ");
    await writeFile(join(directory, "notes.flux"), "x = ");
    await writeFile(join(directory, "tasks/notes.md"), "none");
    await mkdir(join(directory, "tasks/folder.flux"));
    const { files, faults, byFile } = await loadTemplates(directory, "given/dir");
    assert.deepEqual(files, ["alerts/c.flux", "tasks/a.flux", "tasks/b.flux"]);
    assert.deepEqual([...byFile.keys()], ["alerts/c.flux", "tasks/b.flux"]);
    assert.deepEqual(
      faults.map(({ where }) => where),
      ["given/dir/lib/bad.flux:2:1", "given/dir/tasks/a.flux:1:5"],
    );
    assert.equal(await readFile(join(directory, "tasks/b.flux"), "utf8"), templateText());
  });

  test("of a directory without folders gives nothing", async (context) => {
    const directory = await mkdtemp(join(tmpdir(), "flux-"));
    context.after(() => rm(directory, { recursive: true }));
    const { files, faults } = await loadTemplates(directory);
    assert.deepEqual([files, faults], [[], []]);
  });
});
