import { hasUnknown, UNKNOWN } from "../../../../packages/influxdb/definition/values.ts";
import { changesBetween } from "../service/changes.ts";
import { plain, type Plain, type Property, Secret } from "../service/properties.ts";
import { type Plugin, standInOf, type Subject } from "../service/serve.ts";
import { type Generator, generators } from "./generators.ts";

/** Answers for `@pulumi/random`: what was drawn once stays in the state, and every change of an input draws anew. */
export function randomPlugin(): Plugin {
  return {
    version: standInOf("random"),
    configure: () => undefined,
    cancel: () => undefined,
    check: async ({ type }, _olds, news) => {
      const { faults } = generatorOf(type);
      const values = withoutNulls(plain(news));
      const failures = Object.values(values).some(hasUnknown) ? [] : faults(values);
      return Promise.resolve({ inputs: news, failures });
    },
    diff: async (_subject, { inputs }, news) => {
      const [olds, wanted] = [withoutNulls(plain(inputs)), withoutNulls(plain(news))];
      return Promise.resolve({ changes: changesBetween(olds, wanted, () => true) });
    },
    create: async ({ type, preview }, inputs) => {
      const { draw, outputs, secret, defaults } = generatorOf(type);
      const values = { ...defaults, ...withoutNulls(plain(inputs)) };
      const drawn = preview ? undefined : draw(values);
      const results = outputs.map((key): [string, Property] => {
        const value = drawn === undefined ? UNKNOWN : (drawn.outputs[key] ?? null);
        return [key, secret ? new Secret(value) : value];
      });
      const properties = { ...defaults, ...inputs, ...Object.fromEntries(results) };
      return Promise.resolve({ id: drawn?.id ?? "", outputs: properties });
    },
    // Nobody else knows of it, so it is what the state says.
    read: async (subject, saved) => {
      if (Object.keys(saved.outputs).length === 0) throw new Error(`${subject.type} cannot be imported here`);
      return Promise.resolve(saved);
    },
    update: async ({ urn }: Subject) => Promise.reject(new Error(`${urn}: every change replaces it`)),
    delete: async () => Promise.resolve(),
  };
}

function generatorOf(type: string): Generator {
  const generator = generators.get(type);
  if (generator !== undefined) return generator;
  const known = [...generators.keys()].join(", ");
  throw new Error(`the stand-in for Pulumi's random plugin has no ${type}; it has ${known}`);
}

function withoutNulls(values: Plain): Plain {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
