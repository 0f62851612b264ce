/** What a stack file says of downsampling: rules that keep a long history of few points. */
import { z } from "zod";
import { downsamplingFunctions } from "../model/settings.ts";
import { durationWithin, listOf, nameKey, retention, text } from "./forms.ts";

const windowForm = "a duration of at least 1s such as `5m`";
const latenessForm = "a duration such as `1h`, or `0s` for none";
const functionsForm = `a list of ${downsamplingFunctions.map((name) => `\`${name}\``).join(", ")}, each once`;

const bucket = text("the name of a bucket").optional();

const rule = z
  .strictObject({
    // What is required is optional here, so that the rest of a rule is checked too: see rules.ts.
    source: bucket.meta({
      description: "Bucket that it reads.",
      expects: "the name of a bucket",
      example: "portal",
      required: true,
    }),
    measurements: listOf(text("the name of a measurement").meta({ expects: "the name of a measurement" }))
      .optional()
      .meta({
        description: "Measurements that it reads.",
        expects: "a list of at least one measurement, each once",
        fallback: "all of the bucket",
      }),
    window: durationWithin(windowForm, 1).optional().meta({
      description: "Time that becomes one point.",
      expects: windowForm,
      example: "5m",
      required: true,
    }),
    functions: listOf(
      z.enum(downsamplingFunctions).meta({
        expects: downsamplingFunctions.map((name) => `\`${name}\``).join(", "),
        example: "mean",
      }),
    )
      .optional()
      .meta({
        description: "What is computed of the points of a window.",
        expects: functionsForm,
        required: true,
      }),
    destination: bucket.meta({
      description: "Bucket that it writes; the rule declares it.",
      expects: "the name of a bucket",
      example: "portal_5m",
      required: true,
    }),
    retention: retention.optional().meta({
      description: "Retention of the destination.",
      example: "365d",
      required: true,
    }),
    lateness: durationWithin(latenessForm, 0).prefault("1h").meta({
      description: "How late a point may arrive and still be counted.",
      expects: latenessForm,
      example: "1h",
    }),
    catchUp: durationWithin(latenessForm, 0).prefault("1d").meta({
      description: "How far back a run makes up for runs that did not take place.",
      expects: latenessForm,
      example: "1d",
    }),
  })
  .meta({ expects: "a map with `source`, `window`, `functions`, `destination` and `retention`" });

export const downsampling = z.record(nameKey("a rule"), rule).prefault({}).meta({
  description: "Rules that keep a long history of few points, by their name.",
  expects: "a map from names of rules to settings",
  names: "rule",
});
