/** What each random resource draws. Source: registry page of `@pulumi/random`. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Plain } from "../service/properties.ts";

export interface Generator {
  /** Outputs that are drawn. */
  readonly outputs: readonly string[];
  /** Whether what is drawn is a secret. */
  readonly secret: boolean;
  /** Inputs where the program gives none. */
  readonly defaults: Plain;
  readonly faults: (inputs: Plain) => { readonly property: string; readonly reason: string }[];
  /** Takes inputs with their defaults. */
  readonly draw: (inputs: Plain) => { readonly id: string; readonly outputs: Plain };
}

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** Sets of characters of a text: the switch that lets it in, and the input that says how many at least. */
const SETS = [
  { on: "lower", least: "minLower", characters: () => LOWER },
  { on: "upper", least: "minUpper", characters: () => LOWER.toUpperCase() },
  { on: "numeric", least: "minNumeric", characters: () => DIGITS },
  {
    on: "special",
    least: "minSpecial",
    characters: ({ overrideSpecial }: Plain) =>
      typeof overrideSpecial === "string" && overrideSpecial !== "" ? overrideSpecial : SPECIAL,
  },
];

/** By type token. */
export const generators: ReadonlyMap<string, Generator> = new Map([
  ["random:index/randomPassword:RandomPassword", text(true)],
  ["random:index/randomString:RandomString", text(false)],
  [
    "random:index/randomUuid:RandomUuid",
    {
      outputs: ["result"],
      secret: false,
      defaults: {},
      faults: () => [],
      draw: () => {
        const result = randomUUID();
        return { id: result, outputs: { result } };
      },
    },
  ],
  [
    "random:index/randomId:RandomId",
    {
      outputs: ["b64Std", "b64Url", "dec", "hex"],
      secret: false,
      defaults: {},
      faults: (inputs) => atLeastOne("byteLength", inputs),
      draw: ({ byteLength, prefix }) => {
        const drawn = randomBytes(numberOf(byteLength));
        const before = typeof prefix === "string" ? prefix : "";
        const hex = drawn.toString("hex");
        const outputs = {
          b64Std: before + drawn.toString("base64"),
          b64Url: before + drawn.toString("base64url"),
          dec: `${before}${BigInt(`0x${hex}`)}`,
          hex: before + hex,
        };
        return { id: drawn.toString("base64url"), outputs };
      },
    },
  ],
  [
    "random:index/randomBytes:RandomBytes",
    {
      outputs: ["base64", "hex"],
      secret: true,
      defaults: {},
      faults: (inputs) => atLeastOne("length", inputs),
      draw: ({ length }) => {
        const drawn = randomBytes(numberOf(length));
        return { id: "none", outputs: { base64: drawn.toString("base64"), hex: drawn.toString("hex") } };
      },
    },
  ],
]);

function text(secret: boolean): Generator {
  return {
    outputs: ["result"],
    secret,
    defaults: {
      ...Object.fromEntries(SETS.map(({ on }) => [on, true])),
      ...Object.fromEntries(SETS.map(({ least }) => [least, 0])),
    },
    faults: (inputs) => {
      const required = SETS.reduce((sum, { least }) => sum + numberOf(inputs[least]), 0);
      if (numberOf(inputs["length"]) >= Math.max(1, required)) return [];
      const reason = `expected ${Math.max(1, required)} or more, found ${numberOf(inputs["length"])}`;
      return [{ property: "length", reason }];
    },
    draw: (inputs) => {
      const sets = SETS.filter(({ on }) => inputs[on] === true).map((set) => set.characters(inputs));
      const least = SETS.flatMap((set) =>
        Array.from({ length: numberOf(inputs[set.least]) }, () => drawnFrom(set.characters(inputs))),
      );
      const free = numberOf(inputs["length"]) - least.length;
      const all = sets.join("");
      const result = shuffled([...least, ...Array.from({ length: free }, () => drawnFrom(all))]).join("");
      // The id is shown in the clear.
      return { id: secret ? "none" : result, outputs: { result } };
    },
  };
}

function drawnFrom(characters: string): string {
  if (characters === "") throw new Error("at least one of lower, upper, numeric and special has to be true");
  return characters.charAt(randomInt(characters.length));
}

function shuffled(items: readonly string[]): string[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(randomInt(rest.length), 1));
}

function atLeastOne(property: string, inputs: Plain): { property: string; reason: string }[] {
  const found = numberOf(inputs[property]);
  return found >= 1 ? [] : [{ property, reason: `expected 1 or more, found ${found}` }];
}

function numberOf(value: Plain[string] | undefined): number {
  return typeof value === "number" ? value : 0;
}
