/**
 * Helm releases without Helm: a release is the Secret that Helm would keep of it. Nothing of its chart is rendered. The
 * Secret is one, changed in place, where Helm adds one for each revision; and its content is not compressed.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";
import { UNKNOWN } from "../../../../packages/influxdb/definition/values.ts";
import { changesBetween } from "../service/changes.ts";
import { marked, type Plain, plain, type Properties, Secret } from "../service/properties.ts";
import type { Checked, Difference, Saved, Subject } from "../service/serve.ts";
import { autoname, isUnsettled, recordIn } from "./objects.ts";
import type { Resources } from "./resources.ts";
import type { Settings } from "./settings.ts";

/** Type token of a release. */
export const RELEASE = "kubernetes:helm.sh/v3:Release";

/** What a release is called, and of what it is. */
const Named = z.object({ name: z.string(), namespace: z.string(), chart: z.string() });

const Chart = z.object({ name: z.string(), version: z.string(), appVersion: z.string().optional() });
type Chart = z.infer<typeof Chart>;

/** The Secret of a release, as the other half of the plugin takes it. */
const RECORD = "kubernetes:core/v1:Secret";

export class Releases {
  readonly #settings: Settings;
  readonly #resources: Resources;

  constructor(settings: Settings, resources: Resources) {
    this.#settings = settings;
    this.#resources = resources;
  }

  async check(subject: Subject, olds: Properties, news: Properties, seed: Uint8Array): Promise<Checked> {
    // Of the SDK, for itself.
    const { compat: _, ...given } = news;
    const name = given["name"] ?? olds["name"] ?? autoname(subject.name, seed);
    const inputs: Properties = { ...given, name, namespace: given["namespace"] ?? this.#settings.namespace };
    const values = plain(inputs);
    if (["chart", "repositoryOpts", "version"].some((key) => isUnsettled({ value: values[key] ?? null })))
      return Promise.resolve({ inputs });
    const fault = chartFault(values);
    if (fault !== undefined)
      return Promise.resolve({ inputs, failures: [{ property: "chart", reason: fault }] });
    // A local chart says itself which version it is.
    const { version } = chartOf(Named.parse(values).chart, values["version"]);
    return Promise.resolve({ inputs: version === "" ? inputs : { ...inputs, version } });
  }

  async diff(_subject: Subject, { inputs }: Saved, news: Properties): Promise<Difference> {
    const isIdentity = ([name = ""]: readonly string[]) => ["name", "namespace"].includes(name);
    return Promise.resolve({ changes: changesBetween(plain(inputs), plain(news), isIdentity) });
  }

  async create(subject: Subject, inputs: Properties): Promise<Omit<Saved, "inputs">> {
    if (subject.preview) return { id: "", outputs: foreseen(inputs) };
    const release = plain(inputs);
    if (release["createNamespace"] === true) await this.#makeNamespace(subject, release);
    const { outputs } = await this.#resources.create(recordSubject(subject), recordOf(release, 1));
    return { id: idOf(release), outputs: onRecord(inputs, 1, outputs) };
  }

  async read(subject: Subject, saved: Saved): Promise<Saved | undefined> {
    if (Object.keys(saved.inputs).length === 0) throw new Error("a release cannot be imported here");
    const release = plain(saved.inputs);
    const record = { id: recordId(release), inputs: recordOf(release, revisionOf(saved)), outputs: {} };
    const found = await this.#resources.read(recordSubject(subject), record);
    return found && saved;
  }

  async update(subject: Subject, saved: Saved, news: Properties): Promise<Properties> {
    if (subject.preview) return foreseen(news);
    const revision = revisionOf(saved) + 1;
    const release = plain(news);
    const old = { id: recordId(release), inputs: {}, outputs: recordIn(plain(saved.outputs)["__record"]) };
    return onRecord(
      news,
      revision,
      await this.#resources.update(recordSubject(subject), old, recordOf(release, revision)),
    );
  }

  async delete(subject: Subject, saved: Saved): Promise<void> {
    const release = plain(saved.outputs);
    const record = { id: recordId(release), inputs: {}, outputs: recordIn(release["__record"]) };
    await this.#resources.delete(recordSubject(subject), record);
  }

  async #makeNamespace(subject: Subject, release: Plain): Promise<void> {
    const { namespace: name } = Named.parse(release);
    const type = "kubernetes:core/v1:Namespace";
    const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    const known = await this.#resources.read({ ...subject, type }, { id: name, inputs, outputs: {} });
    if (known === undefined) await this.#resources.create({ ...subject, type }, inputs);
  }
}

/** Why a chart cannot be found; undefined where it can, or where only the network knows. */
function chartFault({ chart, repositoryOpts }: Plain): string | undefined {
  if (typeof chart !== "string")
    return `expected the name or the directory of a chart, found ${JSON.stringify(chart)}`;
  const isRemote = chart.includes("://") || recordIn(repositoryOpts)["repo"] !== undefined;
  if (isRemote || existsSync(join(chart, "Chart.yaml"))) return undefined;
  return existsSync(chart)
    ? `directory "${chart}" holds no Chart.yaml`
    : `"${chart}" is no directory of a chart, and repositoryOpts.repo names no repository that has it`;
}

/** What is known of a chart. */
function chartOf(chart: string, version: Plain[string] | undefined): Chart {
  const path = join(chart, "Chart.yaml");
  if (existsSync(path)) return Chart.parse(load(readFileSync(path, "utf8")));
  return { name: chart.split("/").at(-1) ?? "", version: typeof version === "string" ? version : "" };
}

function statusOf(release: Plain, revision: number) {
  const { name, namespace, chart } = Named.parse(release);
  const { name: chartName, version, appVersion = "" } = chartOf(chart, release["version"]);
  return { status: "deployed", name, namespace, chart: chartName, version, appVersion, revision };
}

/** The Secret that stands for a release. */
function recordOf(release: Plain, revision: number): Properties {
  const { name, namespace, chart, version } = statusOf(release, revision);
  const content = {
    name,
    namespace,
    version: revision,
    info: { status: "deployed" },
    chart: { metadata: { name: chart, version } },
    config: release["values"] ?? {},
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "helm.sh/release.v1",
    metadata: {
      name: recordName(name),
      namespace,
      labels: { owner: "helm", name, status: "deployed", version: String(revision) },
    },
    data: new Secret({ release: Buffer.from(JSON.stringify(content)).toString("base64") }),
  };
}

function recordName(release: string): string {
  return `sh.helm.release.v1.${release}.v1`;
}

function recordSubject(subject: Subject): Subject {
  return { ...subject, type: RECORD };
}

function recordId(release: Plain): string {
  const { namespace, name } = Named.parse(release);
  return `${namespace}/${recordName(name)}`;
}

function idOf(release: Plain): string {
  const { namespace, name } = Named.parse(release);
  return `${namespace}/${name}`;
}

function revisionOf({ outputs }: Saved): number {
  const { revision } = recordIn(plain(outputs)["status"]);
  return typeof revision === "number" ? revision : 1;
}

/** Also at the preview of an update nothing of the status is known, as with the official plugin. */
function foreseen(inputs: Properties): Properties {
  return { ...inputs, status: UNKNOWN, resourceNames: UNKNOWN };
}

/** Inputs and status, and what is needed of the Secret to find it again. */
function onRecord(inputs: Properties, revision: number, record: Properties): Properties {
  const release = plain(inputs);
  const { metadata, __fieldManager } = plain(record);
  const { uid } = recordIn(metadata);
  return {
    ...marked(release, inputs),
    status: statusOf(release, revision),
    resourceNames: {},
    __record: { metadata: { uid: uid ?? "" }, __fieldManager: __fieldManager ?? "" },
  };
}
