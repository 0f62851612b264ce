/** What a component declares, without an engine: its resources with inputs and options. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

/** A resource as the engine would be asked for it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  /** Plain; a secret is `{ secret: <value> }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether the object stays when the resource goes. */
  readonly retained: boolean;
  /** Names of the resources that it is told to wait for. */
  readonly after: readonly string[];
}

/** Values of outputs that the inputs do not hold, by type. */
export type Outputs = Readonly<
  Record<string, (inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>
>;

/** Runs `declare` and gives what it declared, by name; components themselves are left out. */
export async function recorded(
  declare: (options: pulumi.ComponentResourceOptions) => void,
  outputs: Outputs = {},
): Promise<ReadonlyMap<string, Recorded>> {
  const made = new Map<string, Recorded>();
  const options = new Map<string, pulumi.CustomResourceOptions>();
  await pulumi.runtime.setMocks(
    {
      async newResource({ type, name, inputs, custom, id }) {
        const plain: unknown = opened(inputs);
        const given = isMap(plain) ? plain : {};
        if (custom === true) {
          const own = options.get(name) ?? {};
          made.set(name, {
            type,
            name,
            inputs: given,
            retained: own.retainOnDelete === true,
            after: await namesOf(own.dependsOn),
          });
        }
        const more: Record<string, unknown> = outputs[type]?.(given) ?? {};
        return { id: id ?? name, state: { ...(isMap(inputs) ? inputs : {}), ...more } };
      },
      call: () => ({}),
    },
    "monitoring",
    "test",
  );
  const watch: pulumi.ResourceTransformation = ({ name, opts }) => {
    options.set(name, opts);
    return undefined;
  };
  declare({ transformations: [watch] });
  await pulumi.runtime.disconnect();
  return made;
}

/** What something waits for is there already. */
async function namesOf(waited: pulumi.CustomResourceOptions["dependsOn"]): Promise<readonly string[]> {
  const all = Array.isArray(waited) ? waited : [waited];
  const resources = all.filter((each): each is pulumi.Resource => each instanceof pulumi.Resource);
  return Promise.all(
    resources.map(
      ({ urn }) =>
        new Promise<string>((resolve) => {
          urn.apply((text) => {
            resolve(text.split("::").at(-1) ?? text);
          });
        }),
    ),
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function opened(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return { secret: opened(pulumi.runtime.unwrapRpcSecret(value)) };
  if (Array.isArray(value)) return value.map(opened);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

/** The resource of that name. */
export function get(all: ReadonlyMap<string, Recorded>, name: string): Recorded {
  const one = all.get(name);
  assert.ok(one !== undefined, `${name} is not among ${[...all.keys()].join(", ")}`);
  return one;
}

/** The value at a path of names in plain data. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path)
    here = typeof here === "object" && here !== null ? Reflect.get(here, step) : undefined;
  return here;
}
