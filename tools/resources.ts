/** What a stack declares, resource by resource, as the engine would be told: run without engine, servers and secrets. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { z } from "zod";
import { readStackFile } from "../config/stack-file.ts";
import program from "../index.ts";
import { namespace } from "../model/keys.ts";
import { writtenBy } from "../model/tokens.ts";
import { readDeclared } from "./declared.ts";

/** A resource with its inputs: secrets as {@link masked}. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const Inputs = z.record(z.string(), z.unknown());

/** Stands where a secret is. */
const masked = "(secret)";

/** What people, or `npm start`, add to a stack file before it can run, and what another stack's outputs would say. */
const stand = { url: "https://influxdb.example.org", org: "monitoring", token: "token" } as const;

/**
 * Everything that a stack declares, sorted by type and name.
 * @param root Absolute path of the project.
 */
export async function declaredResources(root: string, stack: string): Promise<readonly DeclaredResource[]> {
  const resources: DeclaredResource[] = [];
  await pulumi.runtime.setMocks(
    {
      async newResource(args) {
        resources.push(described(args));
        return {
          id: `${args.name}-id`,
          state: { ...Inputs.parse(args.inputs), ...(await stateOf(root, args)) },
        };
      },
      call: () => ({}),
    },
    namespace,
    stack,
    true,
  );
  const { config, secrets } = configurationOf(root, stack);
  pulumi.runtime.setAllConfig(config, secrets);
  await program();
  await pulumi.runtime.disconnect();
  const key = ({ type, name }: DeclaredResource) => `${type} ${name}`;
  return resources.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The stack file as the engine hands it over. */
function configurationOf(root: string, stack: string): { config: Record<string, string>; secrets: string[] } {
  const config: Record<string, string> = {};
  const { values } = readStackFile(root, stack);
  for (const [key, { value }] of values) {
    config[`${namespace}:${key}`] = typeof value === "string" ? value : JSON.stringify(value);
  }
  const secrets = values.get("secrets")?.secret === true ? [`${namespace}:secrets`] : [];
  // Its server is another stack's, or its own.
  if (values.has("server") || values.has("releases")) return { config, secrets };
  const influxdb = Inputs.parse(values.get("influxdb")?.value ?? {});
  config[`${namespace}:influxdb`] = JSON.stringify({ url: stand.url, org: stand.org, ...influxdb });
  config[`${namespace}:token`] = stand.token;
  return { config, secrets: [...secrets, `${namespace}:token`] };
}

/** What the engine would know of a resource besides its inputs. */
async function stateOf(
  root: string,
  { type, name, inputs }: MockResourceArgs,
): Promise<Readonly<Record<string, unknown>>> {
  if (type === "pulumi:pulumi:StackReference") {
    const { name: stack } = z.object({ name: z.string() }).parse(inputs);
    return { outputs: await outputsOf(root, stack.split("/").at(-1) ?? "") };
  }
  if (type === "influxdb:index:Authorization") return { token: `token of ${name}` };
  if (!type.startsWith("kubernetes:")) return {};
  const { metadata } = z.object({ metadata: Inputs.optional() }).parse(inputs);
  return { metadata: { name: `${name}-0`, ...metadata } };
}

/** What the stack of a server would give. */
async function outputsOf(root: string, stack: string): Promise<Readonly<Record<string, unknown>>> {
  const { model } = await readDeclared(root, stack);
  return {
    url: stand.url,
    org: stand.org,
    buckets: model.buckets.map(({ name }) => name),
    tokens: Object.fromEntries(model.tokens.map(({ name }) => [name, stand.token])),
    writes: writtenBy(model.tokens),
  };
}

function described({ type, name, inputs }: MockResourceArgs): DeclaredResource {
  return { type, name, inputs: Inputs.parse(shown(inputs)) };
}

/** Inputs as they can be kept: of secrets only the keys, of scripts what tells them apart. */
function shown(value: unknown, key = "", secret = false): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return shown(pulumi.runtime.unwrapRpcSecret(value), key, true);
  if (Array.isArray(value)) return value.map((item) => shown(item, "", secret));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, inner]) => [name, shown(inner, name, secret)]),
    );
  }
  if (secret) return masked;
  if (key === "flux" && typeof value === "string") {
    return `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 16)}`;
  }
  return value;
}
