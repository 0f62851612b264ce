/** Objects of the Kubernetes API, by server-side apply. */
import { randomBytes } from "node:crypto";
import { UNKNOWN } from "../../../../packages/influxdb/definition/values.ts";
import { changesBetween } from "../service/changes.ts";
import { type Plain, plain, type Properties } from "../service/properties.ts";
import { type Checked, type Difference, NotReady, type Saved, type Subject } from "../service/serve.ts";
import { type Cluster, identityOf, type Identity, type Kind, type Place, Refusal } from "./cluster.ts";
import {
  annotation,
  AUTONAMED,
  autoname,
  isUnsettled,
  kindIn,
  kindOfType,
  normalized,
  pruned,
  recordIn,
  scopeOf,
  secretTexts,
  withMetadata,
  withSecrets,
} from "./objects.ts";
import { replacing } from "./replacement.ts";
import type { Settings } from "./settings.ts";
import { conditionsOf, GaveUp, timeoutOf, unmet, wait } from "./waiting.ts";

/** Where the state keeps in whose name the fields of an object are set. */
const FIELD_MANAGER = "__fieldManager";

export class Resources {
  readonly #settings: Settings;
  readonly #cluster: Cluster | undefined;
  readonly #cancelled: AbortSignal;

  constructor(settings: Settings, cluster: Cluster | undefined, cancelled: AbortSignal) {
    this.#settings = settings;
    this.#cluster = cluster;
    this.#cancelled = cancelled;
  }

  async check(subject: Subject, olds: Properties, news: Properties, seed: Uint8Array): Promise<Checked> {
    const kind = kindIn(plain(news));
    if (/(?:Patch|List)$/.test(subject.type))
      throw new Error(`the stand-in for Pulumi's kubernetes plugin has no ${subject.type}`);
    conditionsOf(plain(news));
    let object = normalized(plain(news));
    const { name, namespace, generateName } = recordIn(object["metadata"]);
    if (generateName !== undefined)
      throw new Error("metadata.generateName is not possible with server-side apply");
    if (name === undefined) object = named(object, plain(olds), autoname(subject.name, seed));
    const isNamespaced = await this.#isNamespaced(kind);
    if (!isNamespaced) object = withMetadata(object, { namespace: undefined });
    else if (namespace === undefined) object = withMetadata(object, { namespace: this.#settings.namespace });
    return { inputs: withSecrets(object, news) };
  }

  async diff(_subject: Subject, { inputs, outputs }: Saved, news: Properties): Promise<Difference> {
    const live = plain(outputs);
    let wanted = normalized(plain(news));
    // Of a custom kind whose scope was not known when it was checked.
    if (recordIn(live["metadata"])["namespace"] === undefined)
      wanted = withMetadata(wanted, { namespace: undefined });
    const base = recordIn(pruned(normalized(live), normalized(plain(inputs))));
    const changes = changesBetween(base, wanted, replacing(wanted, this.#settings.mutability));
    const [before, after] = [recordIn(live["metadata"]), recordIn(wanted["metadata"])];
    const isSamePlace = before["name"] === after["name"] && before["namespace"] === after["namespace"];
    const deleteBeforeReplace = isSamePlace && annotation(wanted, AUTONAMED) !== "true";
    return Promise.resolve({ changes, deleteBeforeReplace });
  }

  async create(subject: Subject, inputs: Properties): Promise<Omit<Saved, "inputs">> {
    const declared = normalized(plain(inputs));
    const manager =
      annotation(declared, "pulumi.com/patchFieldManager") ??
      `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
    if (subject.preview) return { id: "", outputs: await this.#foreseeCreation(declared, inputs, manager) };
    const cluster = await this.#reached();
    const kind = kindIn(declared);
    const place = await cluster.place(kind, true);
    if (place === undefined)
      throw new Error(
        `the server knows no ${kind.apiVersion} ${kind.kind}: is its definition made before it?`,
      );
    const object = placed(declared, place);
    const identity = identityOf(object);
    if (!this.#settings.upsert && (await cluster.get(place, identity)) !== undefined)
      throw new Error(
        `${words(kind, identity)} exists already; import it, or set upsertExistingObjects on the provider`,
      );
    const live = await this.#apply(cluster, place, object, manager, { preview: false, inputs });
    return this.#settled(subject, cluster, place, live, { inputs, manager });
  }

  /** What the server would make of it, where it can be asked; else what is declared. */
  async #foreseeCreation(declared: Plain, inputs: Properties, manager: string): Promise<Properties> {
    const cluster = await this.#reachable();
    const place = isUnsettled(declared) ? undefined : await cluster?.place(kindIn(declared));
    if (cluster === undefined || place === undefined) return inputs;
    try {
      const object = placed(declared, place);
      const query = { dryRun: "All", fieldManager: manager, fieldValidation: "Strict" };
      return foreseenAnew(await cluster.create(place, object, query), declared, inputs);
    } catch (error) {
      // It replaces one of the same name, or is in a namespace that is still to be made.
      const isTooEarly =
        error instanceof Refusal && ["AlreadyExists", "NotFound", "Forbidden"].includes(error.reason);
      if (isTooEarly) return inputs;
      throw explained(error, "would not create", declared, inputs);
    }
  }

  async read(subject: Subject, saved: Saved): Promise<Saved | undefined> {
    const cluster = await this.#reached();
    const { id, inputs, outputs } = saved;
    const isImport = Object.keys(inputs).length === 0;
    const kind = isImport ? kindOfType(subject.type) : kindIn(plain(inputs));
    const place = await cluster.place(kind);
    const live = place && (await cluster.get(place, identityIn(id)));
    if (live === undefined) return undefined;
    const found = isImport ? normalized(live) : recordIn(pruned(normalized(live), normalized(plain(inputs))));
    const manager = plain(outputs)[FIELD_MANAGER];
    return {
      id,
      inputs: withSecrets(found, inputs),
      outputs: onRecord(live, inputs, typeof manager === "string" ? manager : "pulumi-kubernetes"),
    };
  }

  async update(subject: Subject, saved: Saved, news: Properties): Promise<Properties> {
    const declared = normalized(plain(news));
    const known = plain(saved.outputs)[FIELD_MANAGER];
    const manager =
      annotation(declared, "pulumi.com/patchFieldManager") ??
      (typeof known === "string" ? known : "pulumi-kubernetes");
    if (subject.preview) {
      const cluster = await this.#reachable();
      const place = isUnsettled(declared) ? undefined : await cluster?.place(kindIn(declared));
      if (cluster === undefined || place === undefined) return news;
      const sending = { preview: true, inputs: news };
      return foreseen(await this.#apply(cluster, place, placed(declared, place), manager, sending), news);
    }
    const cluster = await this.#reached();
    const place = await cluster.place(kindIn(declared));
    if (place === undefined) throw new Error(`the server no longer knows ${kindIn(declared).kind}`);
    const live = await this.#apply(cluster, place, placed(declared, place), manager, {
      preview: false,
      inputs: news,
    });
    return (await this.#settled(subject, cluster, place, live, { inputs: news, manager })).outputs;
  }

  async delete(subject: Subject, { id, inputs, outputs }: Saved): Promise<void> {
    const cluster = await this.#reached();
    const kind = kindOfType(subject.type);
    const place = await cluster.place(kind);
    if (place === undefined) return;
    const identity = identityIn(id);
    const declared = plain(inputs);
    const uid = recordIn(plain(outputs)["metadata"])["uid"];
    // Foreground deletion, the official plugin's default, is done by a controller.
    const asked = annotation(declared, "pulumi.com/deletionPropagationPolicy")?.toLowerCase();
    const policy = { orphan: "Orphan", background: "Background" }[asked ?? ""];
    await cluster.delete(
      place,
      identity,
      policy ?? ((await cluster.isControlled()) ? "Foreground" : "Background"),
    );
    await wait(
      async () => {
        const live = await cluster.get(place, identity);
        const metadata = recordIn(live?.["metadata"]);
        if (live === undefined || metadata["uid"] !== uid) return undefined;
        return `${words(kind, identity)} is still there; finalizers: ${JSON.stringify(metadata["finalizers"] ?? [])}`;
      },
      timeoutOf(declared, subject.timeoutSeconds),
      this.#cancelled,
    );
  }

  async #apply(
    cluster: Cluster,
    place: Place,
    object: Plain,
    fieldManager: string,
    { preview, inputs }: { readonly preview: boolean; readonly inputs: Properties },
  ): Promise<Plain> {
    const force = this.#settings.patchForce || annotation(object, "pulumi.com/patchForce") === "true";
    try {
      return await cluster.apply(place, object, {
        fieldManager,
        force: String(force),
        fieldValidation: "Strict",
        dryRun: preview ? "All" : undefined,
      });
    } catch (error) {
      throw explained(error, preview ? "would not apply" : "did not apply", object, inputs);
    }
  }

  /** The object when it is what the program waits for. */
  async #settled(
    subject: Subject,
    cluster: Cluster,
    place: Place,
    live: Plain,
    { inputs, manager }: { readonly inputs: Properties; readonly manager: string },
  ): Promise<Omit<Saved, "inputs">> {
    const identity = identityOf(live);
    const id = idOf(identity);
    const conditions = conditionsOf(plain(inputs));
    let latest = live;
    const look = async () => {
      if (conditions.length === 0) return undefined;
      latest = (await cluster.get(place, identity)) ?? latest;
      const missing = unmet(conditions, latest);
      return missing.length === 0 ? undefined : missing.join("; ");
    };
    try {
      await wait(look, timeoutOf(plain(inputs), subject.timeoutSeconds), this.#cancelled);
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
      const message = `${words(kindIn(live), identity)} was applied, but is not ready: ${error.message}`;
      throw new NotReady(id, onRecord(latest, inputs, manager), message);
    }
    return { id, outputs: onRecord(latest, inputs, manager) };
  }

  async #isNamespaced(kind: Kind): Promise<boolean> {
    const scope = scopeOf(kind);
    if (scope !== "unknown") return scope === "namespace";
    // Where nobody knows: most are. It is put right when it is made.
    return (await (await this.#reachable())?.place(kind))?.namespaced ?? true;
  }

  async #reachable(): Promise<Cluster | undefined> {
    return (await this.#cluster?.unreachable()) === undefined ? this.#cluster : undefined;
  }

  async #reached(): Promise<Cluster> {
    if (this.#cluster === undefined) throw new Error("the kubeconfig is not known yet");
    const reason = await this.#cluster.unreachable();
    if (reason !== undefined) throw new Error(`configured Kubernetes cluster is unreachable: ${reason}`);
    return this.#cluster;
  }
}

/** With the name that was made up before, or this one. */
function named(object: Plain, olds: Plain, name: string): Plain {
  const old = recordIn(olds["metadata"])["name"];
  const kept = annotation(olds, AUTONAMED) === "true" && typeof old === "string" ? old : name;
  const annotations = { ...recordIn(recordIn(object["metadata"])["annotations"]), [AUTONAMED]: "true" };
  return withMetadata(object, { name: kept, annotations });
}

/** As it is sent: an object of the whole cluster is in no namespace. */
function placed(object: Plain, { namespaced }: Place): Plain {
  return namespaced ? object : withMetadata(object, { namespace: undefined });
}

function idOf({ namespace, name }: Identity): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function identityIn(id: string): Identity {
  const [name = "", namespace] = id.split("/").reverse();
  return namespace === undefined ? { name } : { namespace, name };
}

function onRecord(live: Plain, inputs: Properties, manager: string): Properties {
  // Who has set which field is longer than all the rest.
  const object = withMetadata(live, { managedFields: undefined });
  return { ...withSecrets(object, inputs), [FIELD_MANAGER]: manager };
}

/** What a dry run gave, without what the real one gives anew. */
function foreseen({ status: _, ...answer }: Plain, inputs: Properties): Properties {
  return withSecrets(withMetadata(answer, { resourceVersion: UNKNOWN, managedFields: undefined }), inputs);
}

/** Like {@link foreseen}, for what does not exist yet: a dry run makes its identity and its addresses up. */
function foreseenAnew(answer: Plain, declared: Plain, inputs: Properties): Properties {
  const object = withMetadata(answer, { uid: UNKNOWN, creationTimestamp: UNKNOWN });
  const given = recordIn(object["spec"]);
  const addresses = Object.keys(given).filter(
    (key) => /^clusterIPs?$/.test(key) && recordIn(declared["spec"])[key] === undefined,
  );
  const spec = { ...given, ...Object.fromEntries(addresses.map((key) => [key, UNKNOWN])) };
  return foreseen(addresses.length === 0 ? object : { ...object, spec }, inputs);
}

function words({ apiVersion, kind }: Kind, identity: Identity): string {
  return `${apiVersion} ${kind} ${idOf(identity)}`;
}

/** A refusal in words that say what it was about, and nothing secret. */
function explained(error: unknown, verb: string, object: Plain, inputs: Properties): unknown {
  if (!(error instanceof Refusal)) return error;
  const hint =
    error.reason === "Conflict"
      ? '; to take the fields back, set enablePatchForce on the provider or the annotation "pulumi.com/patchForce"'
      : "";
  const said = secretTexts(inputs)
    .filter((text) => text.length > 3)
    .reduce((message, text) => message.replaceAll(text, "[secret]"), error.message);
  return new Error(
    `the Kubernetes API server ${verb} ${words(kindIn(object), identityOf(object))}: ${said}${hint}`,
  );
}
