import * as grpc from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { messageOf } from "../client/errors.ts";
import { argumentFaults } from "../definition/function.ts";
import type { Kind } from "../definition/kind.ts";
import { sameValue } from "../definition/values.ts";
import { loadKind } from "../kinds/load.ts";
import { completeConfig, configFaults, configProperties, isUnsettled } from "./config.ts";
import type { Engine } from "./engine.ts";
import { previewCreate, previewUpdate } from "./previews.ts";
import { Unfinished, type Circumstances, type Provider } from "./provider.ts";
import { unaryWith } from "./unary.ts";
import { unfinishedStatus } from "./unfinished.ts";
import { decode, encode } from "./wire.ts";

const PropertyKind = messages.PropertyDiff.Kind;
const CHANGE_KINDS = {
  add: { keeps: PropertyKind.ADD, replaces: PropertyKind.ADD_REPLACE },
  delete: { keeps: PropertyKind.DELETE, replaces: PropertyKind.DELETE_REPLACE },
  update: { keeps: PropertyKind.UPDATE, replaces: PropertyKind.UPDATE_REPLACE },
};

const secretConfig = Object.entries(configProperties).flatMap(([key, property]) =>
  "secret" in property ? [key] : [],
);

/** A handler whose errors reach the user as their message. */
const unary = unaryWith((error) =>
  error instanceof Unfinished
    ? unfinishedStatus(error)
    : { code: grpc.status.UNKNOWN, details: messageOf(error) },
);

/** The resource-provider service: translates between the engine's messages and {@link Provider}. */
export function providerService(
  provider: Provider,
  engine: Engine,
  version: string,
): grpc.UntypedServiceImplementation {
  return {
    handshake: unary((request: messages.ProviderHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      return new messages.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(false)
        .setAcceptOutputs(false);
    }),

    attach: unary((request: plugin.PluginAttach) => {
      engine.connect(request.getAddress());
      return new empty.Empty();
    }),

    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),

    getSchema: unary(async () => {
      const { packageSchema } = await import("../schema/schema.ts");
      const { kinds } = await import("../kinds/index.ts");
      const { functions } = await import("../functions/index.ts");
      const schema = packageSchema(kinds, functions, version);
      return new messages.GetSchemaResponse().setSchema(JSON.stringify(schema));
    }),

    checkConfig: unary((request: messages.CheckRequest) => {
      const { values, secrets } = decode(request.getNews());
      const complete = completeConfig(values, process.env);
      const bag = { values: complete, secrets: new Set([...secrets, ...secretConfig]) };
      return checkResponse(bag, configFaults(complete));
    }),

    diffConfig: unary((request: messages.DiffRequest) => {
      const olds = completeConfig(decode(request.getOldInputs()).values, process.env);
      const news = completeConfig(decode(request.getNews()).values, process.env);
      const changed = Object.keys(configProperties).filter((key) => !sameValue(olds[key], news[key]));
      return diffResponse(
        changed.map((property) => ({ property, change: "update", replaces: false })),
        false,
      );
    }),

    configure: unary((request: messages.ConfigureRequest) => {
      const { values } = decode(request.getArgs());
      if (!isUnsettled(values)) provider.configure(completeConfig(values, process.env));
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: unary(async (request: messages.CheckRequest) => {
      const kind = await kindOf(request.getUrn());
      const { inputs, failures } = provider.check(kind, decode(request.getNews()));
      return checkResponse(inputs, failures);
    }),

    diff: unary(async (request: messages.DiffRequest) => {
      const [inputs, outputs, news] = [request.getOldInputs(), request.getOlds(), request.getNews()].map(
        decode,
      );
      if (inputs === undefined || outputs === undefined || news === undefined)
        throw new Error("diff without properties");
      const kind = await kindOf(request.getUrn());
      const { changes, deleteBeforeReplace } = provider.diff(
        kind,
        inputs.values,
        outputs.values,
        news.values,
        { id: request.getId(), urn: request.getUrn() },
      );
      return diffResponse(changes, deleteBeforeReplace);
    }),

    create: unary(async (request: messages.CreateRequest) => {
      const kind = await kindOf(request.getUrn());
      const inputs = decode(request.getProperties());
      if (request.getPreview()) {
        return new messages.CreateResponse().setProperties(encode(previewCreate(kind, inputs)));
      }
      const { id, outputs } = await provider.create(kind, inputs, circumstancesOf(request));
      return new messages.CreateResponse().setId(id).setProperties(encode(outputs));
    }),

    read: unary(async (request: messages.ReadRequest) => {
      const kind = await kindOf(request.getUrn());
      const known = decode(request.getProperties());
      // An import, and a lookup by `get`, come with nothing but an id.
      const state =
        Object.keys(known.values).length === 0
          ? await provider.import(kind, request.getId(), request.getUrn())
          : await provider.refresh(kind, request.getId(), decode(request.getInputs()), known);
      const response = new messages.ReadResponse();
      if (state === undefined) return response;
      return response.setId(state.id).setProperties(encode(state.outputs)).setInputs(encode(state.inputs));
    }),

    update: unary(async (request: messages.UpdateRequest) => {
      const kind = await kindOf(request.getUrn());
      const [inputs, outputs, news] = [request.getOldInputs(), request.getOlds(), request.getNews()].map(
        decode,
      );
      if (inputs === undefined || outputs === undefined || news === undefined)
        throw new Error("update without properties");
      const id = request.getId();
      if (request.getPreview()) {
        await provider.foresee(kind, id, inputs.values, outputs.values, news.values, request.getUrn());
        const preview = previewUpdate(kind, inputs.values, outputs, news);
        return new messages.UpdateResponse().setProperties(encode(preview));
      }
      const circumstances = circumstancesOf(request);
      const bag = await provider.update(kind, id, inputs.values, outputs, news, circumstances);
      return new messages.UpdateResponse().setProperties(encode(bag));
    }),

    invoke: unary(async (request: messages.InvokeRequest) => {
      const { functionOfToken } = await import("../functions/index.ts");
      const definition = functionOfToken(request.getTok());
      const { values, secrets } = decode(request.getArgs());
      const failures = argumentFaults(definition, values);
      if (failures.length > 0) {
        return new messages.InvokeResponse().setFailuresList(
          failures.map(({ property, reason }) =>
            new messages.CheckFailure().setProperty(property).setReason(reason),
          ),
        );
      }
      // What follows from a secret is one.
      const result = await provider.call(definition, values);
      const kept = new Set(secrets.size > 0 ? Object.keys(result) : []);
      return new messages.InvokeResponse().setReturn(encode({ values: result, secrets: kept }));
    }),

    delete: unary(async (request: messages.DeleteRequest) => {
      await provider.delete(
        await kindOf(request.getUrn()),
        request.getId(),
        decode(request.getProperties()).values,
        circumstancesOf(request),
      );
      return new empty.Empty();
    }),

    cancel: unary(() => {
      provider.cancel();
      return new empty.Empty();
    }),
  };
}

function circumstancesOf(request: { getUrn(): string; getTimeout(): number }): Circumstances {
  return { urn: request.getUrn(), timeoutSeconds: request.getTimeout() };
}

async function kindOf(urn: string): Promise<Kind> {
  // urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>
  return loadKind(urn.split("::")[2]?.split("$").at(-1) ?? "");
}

function checkResponse(
  inputs: Parameters<typeof encode>[0],
  failures: readonly { property: string; reason: string }[],
) {
  return new messages.CheckResponse()
    .setInputs(encode(inputs))
    .setFailuresList(
      failures.map(({ property, reason }) =>
        new messages.CheckFailure().setProperty(property).setReason(reason),
      ),
    );
}

function diffResponse(
  changes: ReturnType<Provider["diff"]>["changes"],
  deleteBeforeReplace: boolean,
): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(changes.map(({ property }) => property))
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ property }) => property))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const { property, change, replaces } of changes) {
    const kind = CHANGE_KINDS[change][replaces ? "replaces" : "keeps"];
    response.getDetaileddiffMap().set(property, new messages.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}
