/** Estimates of how much disk a stack needs, for tests. */
import assert from "node:assert/strict";
import {
  type BucketEstimate,
  type CapacityEstimate,
  type CapacityInputs,
  estimateCapacity,
} from "../../model/capacity/estimate.ts";
import { capacityDefaults, type CapacitySettings } from "../../model/capacity/settings.ts";
import { buildModel } from "../../model/model.ts";
import type { DownsamplingSettings, ModelSettings } from "../../model/settings.ts";
import { serving } from "./model.ts";

/** In seconds. */
export const day = 86_400;
/** In bytes. */
export const gibibyte = 2 ** 30;
/** Of the one environment. */
export const applications = ["argocd", "nublado", "portal", "telegraf", "telegraf-ds"];

/** Settings of capacity that a stack file says nothing of, but for these. */
export const capacityOf = (changes: Partial<CapacitySettings> = {}): CapacitySettings => ({
  warn: capacityDefaults.warn,
  refuse: capacityDefaults.refuse,
  bytesPerValue: capacityDefaults.bytesPerValue,
  environments: new Map(),
  buckets: new Map(),
  ...changes,
});

/** What an estimate is made of. */
export interface Stack {
  readonly capacity?: Partial<CapacitySettings>;
  readonly settings?: Partial<ModelSettings>;
  readonly others?: Partial<CapacityInputs>;
}

/** The estimate of a stack that serves {@link applications}. */
export function estimate({
  capacity = {},
  settings: changes = {},
  others = {},
}: Stack = {}): CapacityEstimate {
  const settings = serving(applications, changes);
  const { model } = buildModel(settings);
  return estimateCapacity({ model, settings, capacity: capacityOf(capacity), ...others });
}

/** What an estimate says of one bucket. */
export function bucketOf({ buckets }: CapacityEstimate, name: string): BucketEstimate {
  return buckets.find(({ bucket }) => bucket === name) ?? assert.fail(`no bucket ${name}`);
}

/** A rule that makes a long history of the portal. */
export const rule = (changes: Partial<DownsamplingSettings> = {}): DownsamplingSettings => ({
  name: "long",
  source: "portal",
  measurements: [],
  windowSeconds: 600,
  functions: ["mean", "max"],
  destination: "portal_long",
  retentionSeconds: 365 * day,
  latenessSeconds: 3600,
  catchUpSeconds: day,
  ...changes,
});
/** Settings with these of buckets. */
export const buckets = (changes: Partial<ModelSettings["buckets"]>): Partial<ModelSettings> => ({
  buckets: { ...serving([]).buckets, ...changes },
});
/** The stack file, as faults call it. */
export const source = { stack: "test", file: "Pulumi.test.yaml" };
/** Equal but for a thousandth. */
export const near = (actual: number, expected: number): void => {
  assert.ok(Math.abs(actual - expected) <= expected * 0.001, `${actual} is not ${expected}`);
};
