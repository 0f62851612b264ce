/** Putting objects into a server as they are written, with every field that it does not know refused. */
import { z } from "zod";
import { until } from "../until.ts";
import { type Answer, expectAgreed, type Request, refusalOf } from "./client.ts";

/** An object as a manifest says it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string | undefined;
    readonly generateName?: string | undefined;
    /** @default `default`, if the kind lives in namespaces */
    readonly namespace?: string | undefined;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** What came of a manifest: the object as the server now has it, or what it says is wrong. */
export type Outcome = { readonly object: Manifest } | { readonly refusal: string };

export interface ApplyOptions {
  /** Acts as the owner of this token. @default the administrator */
  readonly token?: string;
  /** Checks all and keeps nothing. @default false */
  readonly dryRun?: boolean;
}

interface Target {
  readonly request: Request;
}

const Object_ = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** Creates an object; refused when it is there already. */
export async function create(
  { request }: Target,
  manifest: Manifest,
  options: ApplyOptions = {},
): Promise<Outcome> {
  const path = await collectionPath({ request }, manifest);
  if (path === undefined) return { refusal: unknownKind(manifest) };
  return outcome(await request("POST", `${path}?${query(options)}`, manifest, tokenOf(options)));
}

/** Makes an object what the manifest says, by server-side apply as `test`: created, or changed in place. */
export async function apply(
  { request }: Target,
  manifest: Manifest,
  options: ApplyOptions = {},
): Promise<Outcome> {
  const path = await objectPath({ request }, manifest);
  if (path === undefined) return { refusal: unknownKind(manifest) };
  const answer = await request("PATCH", `${path}?${query(options)}&fieldManager=test&force=true`, manifest, {
    ...tokenOf(options),
    contentType: "application/apply-patch+yaml",
  });
  return outcome(answer);
}

/** Like {@link apply}, for what a test only builds on. @throws Error when the server refuses it */
export async function expectApplied(
  server: Target,
  manifest: Manifest,
  options: ApplyOptions = {},
): Promise<Manifest> {
  const made = await apply(server, manifest, options);
  if ("object" in made) return made.object;
  throw new Error(`${manifest.kind} ${manifest.metadata.name ?? ""}: ${made.refusal}`);
}

/** Teaches the server kinds, and waits until it serves them. */
export async function define(server: Target, definitions: readonly object[]): Promise<void> {
  const parsed = definitions.map((definition) => Definition.parse(definition));
  await Promise.all(parsed.map((definition) => expectApplied(server, definition)));
  for (const { metadata, spec } of parsed) {
    await until(`${metadata.name} is served`, async () => {
      const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`;
      const { status } = Established.parse((await server.request("GET", path)).body);
      const established = status?.conditions?.some(
        ({ type, status: is }) => type === "Established" && is === "True",
      );
      if (established !== true) return undefined;
      for (const { name } of spec.versions) {
        const apiVersion = `${spec.group}/${name}`;
        const found = await resourceOf(server, { apiVersion, kind: spec.names.kind });
        if (found === undefined) return undefined;
      }
      return true;
    });
  }
}

/** Path of an object; undefined if the server does not know its kind. */
export async function objectPath(server: Target, manifest: Manifest): Promise<string | undefined> {
  const { name } = manifest.metadata;
  if (name === undefined) throw new Error(`a ${manifest.kind} without a name has no path`);
  const path = await collectionPath(server, manifest);
  return path === undefined ? undefined : `${path}/${name}`;
}

/** Path of the objects of a manifest's kind and namespace; undefined if the server does not know the kind. */
export async function collectionPath(server: Target, manifest: Manifest): Promise<string | undefined> {
  const resource = await resourceOf(server, manifest);
  if (resource === undefined) return undefined;
  const { namespace = "default" } = manifest.metadata;
  const base = apiPath(manifest.apiVersion);
  return resource.namespaced
    ? `${base}/namespaces/${namespace}/${resource.name}`
    : `${base}/${resource.name}`;
}

const Definition = Object_.extend({
  spec: z.looseObject({
    group: z.string(),
    names: z.looseObject({ kind: z.string() }),
    versions: z.array(z.looseObject({ name: z.string() })),
  }),
});
const Established = z.object({
  status: z
    .object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish() })
    .optional(),
});
const Resources = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

/** What the server calls the objects of a kind. Asked each time: kinds come and go. */
async function resourceOf(
  { request }: Target,
  { apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">,
): Promise<{ name: string; namespaced: boolean } | undefined> {
  const answer = await request("GET", apiPath(apiVersion));
  if (answer.status === 404) return undefined;
  const { resources } = Resources.parse(expectAgreed(`kinds of ${apiVersion}`, answer).body);
  return resources.find((resource) => resource.kind === kind && !resource.name.includes("/"));
}

function apiPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function unknownKind({ apiVersion, kind }: Manifest): string {
  return `the server knows no ${kind} of ${apiVersion}`;
}

function query({ dryRun = false }: ApplyOptions): string {
  return `fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`;
}

function tokenOf({ token }: ApplyOptions): { token?: string } {
  return token === undefined ? {} : { token };
}

function outcome(answer: Answer): Outcome {
  const refusal = refusalOf(answer);
  return refusal === undefined ? { object: Object_.parse(answer.body) } : { refusal };
}
