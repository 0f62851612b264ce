/** The resource-provider service around a stand-in: translates between the engine's messages and {@link Plugin}. */
import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { Engine } from "../../../../packages/influxdb/provider/engine.ts";
import { unaryWith } from "../../../../packages/influxdb/provider/unary.ts";
import { unfinishedStatus } from "../../../../packages/influxdb/provider/unfinished.ts";
import { changesBetween, type Change } from "./changes.ts";
import { decode, encode, hasSecret, plain, type Plain, type Properties } from "./properties.ts";

/** The resource that a request is about. */
export interface Subject {
  readonly urn: string;
  /** `kubernetes:core/v1:Secret`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** What the program sets as the limit of this operation; 0 where it sets none. */
  readonly timeoutSeconds: number;
  /** Whether nothing may be changed: what would be is asked for. */
  readonly preview: boolean;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures?: readonly { readonly property: string; readonly reason: string }[];
}

export interface Difference {
  readonly changes: readonly Change[];
  readonly deleteBeforeReplace?: boolean;
}

/** A resource as the state holds it. */
export interface Saved {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a stand-in does. What it throws reaches the user as its message. */
export interface Plugin {
  /** See {@link standInOf}. */
  readonly version: string;
  configure(config: Plain): void;
  /** `seed` gives the same name in a preview and in the update after it, where the engine asks for that. */
  check(subject: Subject, olds: Properties, news: Properties, seed: Uint8Array): Promise<Checked>;
  diff(subject: Subject, saved: Saved, news: Properties): Promise<Difference>;
  create(subject: Subject, inputs: Properties): Promise<Omit<Saved, "inputs">>;
  /** Undefined when it is gone. `saved` is empty at an import. */
  read(subject: Subject, saved: Saved): Promise<Saved | undefined>;
  update(subject: Subject, saved: Saved, news: Properties): Promise<Properties>;
  delete(subject: Subject, saved: Saved): Promise<void>;
  /** The user has interrupted the engine. */
  cancel(): void;
}

/** Version of the npm package of a plugin, with the word that tells it from the official one. */
export function standInOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as { version: string };
  return `${version}+stand-in`;
}

/** Something exists, but is not what was waited for: the engine puts it on record with what failed. */
export class NotReady extends Error {
  override readonly name = "NotReady";
  readonly id: string;
  readonly outputs: Properties;

  constructor(id: string, outputs: Properties, message: string) {
    super(message);
    this.id = id;
    this.outputs = outputs;
  }
}

/** How often it looks whether the engine that started it still lives. */
const PARENT_CHECK_MS = 2000;
/** The largest message that the engine sends: it sets the same bound. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 400;

/** Serves a stand-in on a free loopback port until the engine ends it, or ends itself. */
export function serve(name: string, make: (notice: Engine["notice"]) => Plugin): void {
  const engine = new Engine();
  const plugin = make((message, urn) => {
    engine.notice(message, urn);
  });
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(services.ResourceProviderService, service(name, plugin, engine));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The engine reads the port from the first line, and nothing else may ever be written there.
    process.stdout.write(`${port}\n`);
  });
  const exit = () => process.exit(0);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, exit);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) exit();
  }, PARENT_CHECK_MS).unref();
}

/** A handler whose errors reach the user as their message. */
const unary = unaryWith(statusOf);

function service(name: string, plugin: Plugin, engine: Engine): grpc.UntypedServiceImplementation {
  const nothing = () => new empty.Empty();
  const absent = (what: string) => () => {
    throw new Absent(`the stand-in for Pulumi's ${name} plugin has no ${what}; the official plugin has`);
  };
  const savedOf = (request: Olds): Saved => ({
    id: request.getId(),
    inputs: decode(request.getOldInputs()),
    outputs: decode(request.getOlds()),
  });
  return {
    handshake: unary((request: messages.ProviderHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      return new messages.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request: plugins.PluginAttach) => {
      engine.connect(request.getAddress());
      return nothing();
    }),
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion(plugin.version)),
    checkConfig: unary((request: messages.CheckRequest) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    ),
    // Where it connects to is no part of what the objects are: nothing is replaced for it.
    diffConfig: unary((request: messages.DiffRequest) => {
      const [olds, news] = [plain(decode(request.getOldInputs())), plain(decode(request.getNews()))];
      return diffResponse({ changes: changesBetween(olds, news, () => false) });
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      plugin.configure(plain(decode(request.getArgs())));
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: unary(async (request: messages.CheckRequest) => {
      const [olds, news] = [decode(request.getOlds()), decode(request.getNews())];
      const seed = request.getRandomseed_asU8();
      const { inputs, failures = [] } = await plugin.check(subjectOf(request), olds, news, seed);
      const told = failures.map(({ property, reason }) =>
        new messages.CheckFailure().setProperty(property).setReason(reason),
      );
      return new messages.CheckResponse().setInputs(encode(inputs)).setFailuresList(told);
    }),
    diff: unary(async (request: messages.DiffRequest) => {
      const news = decode(request.getNews());
      return diffResponse(await plugin.diff(subjectOf(request), savedOf(request), news));
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const subject = subjectOf(request, request.getTimeout(), request.getPreview());
      const { id, outputs } = await plugin.create(subject, decode(request.getProperties()));
      return new messages.CreateResponse().setId(id).setProperties(encode(outputs));
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const known = { inputs: decode(request.getInputs()), outputs: decode(request.getProperties()) };
      const found = await plugin.read(subjectOf(request), { id: request.getId(), ...known });
      const response = new messages.ReadResponse();
      if (found === undefined) return response;
      const { id, inputs, outputs } = found;
      return response.setId(id).setInputs(encode(inputs)).setProperties(encode(outputs));
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const subject = subjectOf(request, request.getTimeout(), request.getPreview());
      const outputs = await plugin.update(subject, savedOf(request), decode(request.getNews()));
      return new messages.UpdateResponse().setProperties(encode(outputs));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      const outputs = decode(request.getProperties());
      const saved = { id: request.getId(), inputs: decode(request.getOldInputs()), outputs };
      await plugin.delete(subjectOf(request, request.getTimeout()), saved);
      return nothing();
    }),
    cancel: unary(() => {
      plugin.cancel();
      return nothing();
    }),
    getSchema: unary(absent("schema")),
    invoke: unary((request: messages.InvokeRequest) => absent(`function ${request.getTok()}`)()),
    call: unary((request: messages.CallRequest) => absent(`method ${request.getTok()}`)()),
    construct: unary((request: messages.ConstructRequest) => absent(`component ${request.getType()}`)()),
  };
}

/** What the stand-in leaves out. */
class Absent extends Error {}

interface Olds {
  getId(): string;
  getOldInputs(): Parameters<typeof decode>[0];
  getOlds(): Parameters<typeof decode>[0];
}

function subjectOf(request: { getUrn(): string }, timeoutSeconds = 0, preview = false): Subject {
  // urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>
  const urn = request.getUrn();
  const [, , types = "", ...names] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name: names.join("::"), timeoutSeconds, preview };
}

function statusOf(error: unknown): Partial<grpc.StatusObject> {
  if (error instanceof NotReady) {
    const { id, message, outputs } = error;
    const secrets = Object.keys(outputs).filter((key) => hasSecret(outputs[key] ?? null));
    const state = { id, outputs: { values: plain(outputs), secrets: new Set(secrets) } };
    return unfinishedStatus({ name: "Unfinished", message, state });
  }
  const details = error instanceof Error ? error.message : String(error);
  return { code: error instanceof Absent ? grpc.status.UNIMPLEMENTED : grpc.status.UNKNOWN, details };
}

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
const KINDS = {
  add: [ADD, ADD_REPLACE],
  delete: [DELETE, DELETE_REPLACE],
  update: [UPDATE, UPDATE_REPLACE],
} as const;

function diffResponse({ changes, deleteBeforeReplace = false }: Difference): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const names = changes.map(({ path }) => path.replace(/[.[].*/s, ""));
  const response = new messages.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...new Set(names)])
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ path }) => path))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const { path, change, replaces } of changes) {
    const [keeps, replacing] = KINDS[change];
    const kind = replaces ? replacing : keeps;
    response.getDetaileddiffMap().set(path, new messages.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}
