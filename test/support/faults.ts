/** Faults of stack files, one by one: the stack that has it, the whole fault, the stack without it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Fault } from "../../model/faults.ts";
import { readStack, type StackUnderTest } from "./configuration.ts";

/** How faults call the stack file. */
export const file = "Pulumi.test.yaml";

/** The command that sets a nested key of it. */
export const set = (key: string, value: string): string =>
  `pulumi config set --path ${key} ${value} --stack test`;

/** The command that removes a nested key of it. */
export const rm = (key: string): string => `pulumi config rm --path ${key} --stack test`;

/** Keys of a stack with one environment that lists these applications. */
export const environment = (applications: string): Record<string, string> => ({
  environments: `[{name: idfdev, applications: ${applications}}]`,
});

export interface Case {
  readonly title: string;
  readonly bad: StackUnderTest;
  /** All faults of `bad`, whole. */
  readonly faults: readonly Fault[];
  /** The same, mended. */
  readonly mended: StackUnderTest;
}

/** Tests that each fault is told, whole and alone, and that what mends it has none. */
export function tells(cases: readonly Case[]): void {
  for (const { title, bad, faults, mended } of cases) {
    it(`${title} is told, whole and alone`, (t) => {
      assert.deepEqual(readStack(t, bad).faults, faults);
      assert.deepEqual(readStack(t, mended).faults, []);
    });
  }
}
