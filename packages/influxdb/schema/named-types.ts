import type { Field, Fields, TypeSpec } from "../definition/types.ts";

export type Json = Readonly<Record<string, unknown>>;

/**
 * The types of the package that have a name: objects under their own, and texts of few values under that of the first
 * property that has them, e.g. `TaskStatus`. The schema of everything else stands where it is used.
 */
export class NamedTypes {
  readonly #tokens = new Map<TypeSpec, string>();
  readonly #schemas = new Map<string, Json>();

  /** All that were met, by token. */
  schemas(): Json {
    return Object.fromEntries(this.#schemas);
  }

  /** The schema of a property. `path`: what it belongs to, and its name. */
  property({ type, doc, secret }: Field, path: string): Json {
    return { ...this.#schema(type, path), description: doc, ...(secret ? { secret: true } : {}) };
  }

  /** The schemas of the fields of an object of that name. */
  members(fields: Fields, owner: string): Json {
    const all = Object.entries(fields);
    return {
      properties: Object.fromEntries(
        all.map(([key, inner]) => [key, this.property(inner, `${owner}.${key}`)]),
      ),
      required: all.filter(([, { required }]) => required).map(([key]) => key),
    };
  }

  #schema(type: TypeSpec, path: string): Json {
    switch (type.type) {
      case "string": {
        const { values } = type;
        if (values === undefined) return { type: "string" };
        return this.#reference(type, pascalCase(path), () => enumeration(values, path));
      }
      case "integer":
      case "number":
      case "boolean":
        return { type: type.type };
      case "any":
        return { $ref: "pulumi.json#/Any" };
      case "list":
        return { type: "array", items: this.#schema(type.of, path) };
      case "map":
        return { type: "object", additionalProperties: this.#schema(type.of, path) };
      case "object": {
        const { doc, fields, name } = type;
        return this.#reference(type, name, () => {
          return { description: doc, type: "object", ...this.members(fields, name) };
        });
      }
    }
  }

  #reference(type: TypeSpec, name: string, make: () => Json): Json {
    const token = this.#tokens.get(type) ?? `influxdb:index:${name}`;
    if (!this.#tokens.has(type)) {
      this.#tokens.set(type, token);
      const schema = make();
      if (this.#schemas.has(token)) throw new Error(`two types are called ${token}`);
      this.#schemas.set(token, schema);
    }
    return { $ref: `#/types/${token}` };
  }
}

function enumeration(values: readonly string[], path: string): Json {
  return {
    description: `What \`${path}\` may be.`,
    type: "string",
    // Generators make the other names from the values themselves.
    enum: values.map((value) => (value === "" ? { name: "Empty", value } : { value })),
  };
}

/** `Task.status` → `TaskStatus`. */
function pascalCase(path: string): string {
  return path.replace(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
