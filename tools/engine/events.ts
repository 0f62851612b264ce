import { readFile } from "node:fs/promises";
import { z } from "zod";

/** What the engine writes into its event log: one JSON document a line. Source: Pulumi SDK, `apitype.EngineEvent`. */
const Bag = z.record(z.string(), z.unknown()).nullish();
const State = z.object({
  /** Empty while it is not known. */
  id: z.string().optional(),
  custom: z.boolean().optional(),
  /** URN; empty at the root. */
  parent: z.string().optional(),
  /** URN and id of its provider, with `::` between them. */
  provider: z.string().optional(),
  /** Whether it is only taken off the record when it goes. */
  retainOnDelete: z.boolean().optional(),
  inputs: Bag,
  outputs: Bag,
});
const Step = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: State.nullish(),
  new: State.nullish(),
  detailedDiff: z
    .record(z.string(), z.object({ diffKind: z.string(), inputDiff: z.boolean().optional() }))
    .nullish(),
  diffs: z.array(z.string()).nullish(),
});
const Event = z.object({
  resourcePreEvent: z.object({ metadata: Step }).optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()).optional() }).optional(),
  diagnosticEvent: z.object({ severity: z.string(), message: z.string() }).optional(),
});

/** One step that the engine took or planned. */
export type Step = z.infer<typeof Step>;

export interface EventLog {
  readonly steps: readonly Step[];
  /** Number of resources by operation, as the engine sums up. */
  readonly changes: Readonly<Record<string, number>>;
  /** Messages of errors, without colours. */
  readonly errors: readonly string[];
}

/** Reads an event log. A last line that is cut off is left out: the engine was killed while it wrote it. */
export async function readEventLog(path: string): Promise<EventLog> {
  const lines = (await readFile(path, "utf8")).split("\n").slice(0, -1);
  const events = lines.map((line) => Event.parse(JSON.parse(line)));
  return {
    steps: events.flatMap(({ resourcePreEvent }) =>
      resourcePreEvent === undefined ? [] : [resourcePreEvent.metadata],
    ),
    changes:
      events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {},
    errors: events.flatMap(({ diagnosticEvent: diagnostic }) =>
      diagnostic?.severity === "error" ? [diagnostic.message.replace(/<\{%[^%]*%\}>/g, "").trim()] : [],
    ),
  };
}
