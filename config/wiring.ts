/** What a stack file says of the wiring checks: findings that are right as they are. */
import { z } from "zod";
import { silenceable, type Silence } from "../model/wiring/findings.ts";
import { text } from "./forms.ts";

const checkForm = `one of ${silenceable.map((check) => `\`${check}\``).join(", ")}`;
const form = "a list of maps with `check`, `of` and `reason`";

const silence = z
  .strictObject({
    check: z.enum(silenceable).meta({
      description: "The check that finds it.",
      expects: checkForm,
      example: "input",
      required: true,
    }),
    of: text("the id of an alert, or the name of a bucket or sink").meta({
      description: "The alert, bucket or sink that it finds something at.",
      expects: "the id of an alert, or the name of a bucket or sink",
      example: "pod-restarts",
      required: true,
    }),
    reason: text("a reason, for people").meta({
      description: "Why it is meant to be so, for people.",
      expects: "a reason, for people",
      example: "its points come from the cluster's own telegraf",
      required: true,
    }),
  })
  .meta({ expects: "a map with `check`, `of` and `reason`" });

export const wiring = z
  .strictObject({
    ignore: z.array(silence.optional()).optional().meta({
      description: "Findings of the checks that are meant to be so.",
      expects: form,
    }),
  })
  .prefault({})
  .meta({ description: "The checks of the wiring.", expects: "a map with `ignore`" });

export function silencesOf({ ignore = [] }: z.output<typeof wiring>): readonly Silence[] {
  return ignore.filter((entry) => entry !== undefined);
}
