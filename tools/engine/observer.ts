import * as pulumi from "@pulumi/pulumi";
import type { Value } from "../../packages/influxdb/definition/values.ts";

/** Configuration of a provider as the program declares it; what is not known yet is absent. Holds a token. */
export type ConnectionConfig = Readonly<Record<string, Value>>;

/** Where in the inputs of a resource the id of another one stands. */
export interface Reference {
  readonly path: readonly (string | number)[];
  /** {@link keyOf} of the other. */
  readonly to: string;
}

/** What the program declared, beyond what the engine tells of it. */
export interface Declared {
  /** Connections by name of their provider. */
  readonly connections: ReadonlyMap<string, ConnectionConfig>;
  /** Packages of the resources: `influxdb`, `kubernetes`. Those of Pulumi itself and of this program are left out. */
  readonly packages: ReadonlySet<string>;
  /** References by {@link keyOf} of the resource that holds them. */
  readonly references: ReadonlyMap<string, readonly Reference[]>;
}

const PROVIDER = "pulumi:providers:influxdb";

/** Types without a plugin: those of the engine, and components of this program. */
const OWN = /^(?:pulumi|monitoring):/;

/** What tells a resource from all others of the program, before it has a URN. */
export function keyOf(type: string, name: string): string {
  return `${type}::${name}`;
}

/** Sees every resource that the program declares, and changes none. */
export class Observer implements Declared {
  readonly connections = new Map<string, Record<string, Value>>();
  readonly packages = new Set<string>();
  readonly references = new Map<string, readonly Reference[]>();
  /** Outputs that are the id of a resource, with its key. */
  readonly #ids = new Map<unknown, string>();
  /** Resources that are still being made when they are seen, and have no id yet. */
  readonly #young: { readonly resource: pulumi.Resource; readonly key: string }[] = [];

  readonly transformation: pulumi.ResourceTransformation = ({ resource, type, name, props }) => {
    for (const { resource: made, key } of this.#young.splice(0)) {
      if (pulumi.CustomResource.isInstance(made)) this.#ids.set(made.id, key);
    }
    if (!OWN.test(type)) this.packages.add(type.split(":")[0] ?? "");
    if (type === PROVIDER) this.#connect(name, props);
    if (!type.startsWith("influxdb:")) return undefined;
    const key = keyOf(type, name);
    this.references.set(key, [...this.#referencesIn(props, [])]);
    this.#young.push({ resource, key });
    return undefined;
  };

  /** What is an unknown output when the program ends never gets here. */
  #connect(name: string, props: pulumi.Inputs): void {
    const config: Record<string, Value> = {};
    this.connections.set(name, config);
    for (const [key, input] of Object.entries(props)) {
      pulumi.all([input]).apply(([value]: readonly unknown[]) => {
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
          config[key] = value;
      });
    }
  }

  *#referencesIn(value: unknown, path: readonly (string | number)[]): Generator<Reference> {
    const to = this.#ids.get(value);
    if (to !== undefined) yield { path, to };
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) yield* this.#referencesIn(item, [...path, index]);
    } else if (typeof value === "object" && value !== null && !pulumi.Output.isInstance(value)) {
      for (const [key, item] of Object.entries(value)) yield* this.#referencesIn(item, [...path, key]);
    }
  }
}
