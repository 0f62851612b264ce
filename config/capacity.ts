/** What a stack file says of capacity: sizes of environments, rates that were measured, the volume. */
import { z } from "zod";
import { capacityDefaults, type CapacitySettings } from "../model/capacity/settings.ts";
import { quantityOf } from "../model/releases/quantities.ts";
import { every, wholeNumber } from "./forms.ts";

const shareForm = "a percentage such as `70%`";
const sizeForm = "a size such as `20Gi`";
const rateForm = "a number of values such as `250` or `0.5`";
const bytesForm = "a number of bytes such as `3` or `1.5`, more than 0";
const countForm = "a whole number, 1 or more";

const text = z.union([z.string(), z.number()]).transform((written) => String(written).trim());

/** Part of a whole, from its percentage. */
const share = text
  .transform((written) => (/^\d+(?:\.\d+)?%$/.test(written) ? Number(written.slice(0, -1)) / 100 : 0))
  .refine((value) => value > 0, { error: shareForm })
  .meta({ expects: shareForm, example: "70%" });

const decimal = (form: string) =>
  text
    .transform((written) => (/^\d+(?:\.\d+)?$/.test(written) ? Number(written) : 0))
    .refine((value) => value > 0, { error: form })
    .meta({ expects: form });

const count = wholeNumber(countForm, 1).optional();

const valuesPerSecond = decimal(rateForm).optional();
const bytesPerValue = decimal(bytesForm);

const environment = z
  .strictObject({
    nodes: count.meta({
      description: "Nodes of the cluster.",
      expects: countForm,
      example: "12",
      fallback: `one for ${capacityDefaults.podsPerNode} pods, at least ${capacityDefaults.leastNodes}`,
    }),
    pods: count.meta({
      description: "Pods of all its applications together.",
      expects: countForm,
      example: "180",
      fallback: `${capacityDefaults.podsPerApplication} for each application`,
    }),
    containers: count.meta({
      description: "Containers of all those pods together.",
      expects: countForm,
      example: "260",
      fallback: `${capacityDefaults.containersPerPod} for each pod`,
    }),
    exporterValues: count.meta({
      description: "Values that one exporter gives at a scrape, where nothing else is known of it.",
      expects: countForm,
      example: "2000",
      fallback: String(capacityDefaults.exporterValues),
    }),
    interval: every.optional().meta({
      description: "Time between two samples of its agents, as the stack of that cluster says it.",
      example: "30s",
      fallback: "1m",
    }),
    valuesPerSecond: valuesPerSecond.meta({
      description: "Values that the environment writes in a second, measured; goes before its size.",
      expects: rateForm,
      example: "400",
      fallback: "estimated from its size",
    }),
  })
  .meta({ expects: "a map with `nodes`, `pods`, `valuesPerSecond` or others of its size" });

const bucket = z
  .strictObject({
    valuesPerSecond: valuesPerSecond.meta({
      description: "Values that are written to the bucket in a second, measured.",
      expects: rateForm,
      example: "25",
      fallback: "estimated",
    }),
    series: count.meta({
      description: "Series that these values are of: fields with their tags.",
      expects: countForm,
      example: "90",
      fallback: "as many as have one value a minute",
    }),
    bytesPerValue: bytesPerValue.optional().meta({
      description: "Bytes that one of its values takes on disk, measured.",
      example: "8",
      fallback: "`capacity.bytesPerValue`",
    }),
  })
  .meta({ expects: "a map with `valuesPerSecond`, `series` or `bytesPerValue`" });

export const capacity = z
  .strictObject({
    volume: text
      .transform((written) => quantityOf(written) ?? 0)
      .refine((bytes) => bytes >= 1, { error: sizeForm })
      .optional()
      .meta({
        description: "Size of the volume that InfluxDB writes to.",
        expects: sizeForm,
        example: "20Gi",
        fallback: "that of the release, where the stack declares it; else nothing is refused",
      }),
    warn: share
      .prefault(`${capacityDefaults.warn * 100}%`)
      .meta({ description: "Share of the volume from which a preview warns." }),
    refuse: share
      .prefault(`${capacityDefaults.refuse * 100}%`)
      .meta({ description: "Share of the volume from which a preview refuses.", example: "100%" }),
    bytesPerValue: bytesPerValue.prefault(capacityDefaults.bytesPerValue).meta({
      description: "Bytes that a value takes on disk, compacted.",
      example: "3",
    }),
    environments: z.record(z.string(), environment).prefault({}).meta({
      description: "How large the environments are, by their name.",
      expects: "a map from environment names to sizes",
      names: "environment",
    }),
    buckets: z.record(z.string(), bucket).prefault({}).meta({
      description: "What was measured of single buckets, by their name.",
      expects: "a map from bucket names to rates",
      names: "bucket",
    }),
  })
  .prefault({})
  .meta({
    description: "Whether the points fit on the volume: see docs/capacity.md.",
    expects: "a map with `volume`, `environments` or others",
  });

export function capacitySettings(given: z.output<typeof capacity>): CapacitySettings {
  const { volume, warn, refuse } = given;
  const environments = Object.entries(given.environments).map(
    ([name, { interval, ...size }]) => [name, { ...size, intervalSeconds: interval }] as const,
  );
  return {
    volumeBytes: volume,
    warn,
    refuse,
    bytesPerValue: given.bytesPerValue,
    environments: new Map(environments),
    buckets: new Map(Object.entries(given.buckets)),
  };
}
