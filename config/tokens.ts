/** What a stack file says of tokens. */
import { z } from "zod";
import { parseDuration } from "../model/durations.ts";
import { duration } from "./forms.ts";

/** Longest grace that the provider takes: 366 days. */
const mostGrace = 366 * 24 * 3600;
const graceForm = "a duration of at most 366d such as `12h`, or `0s` for none";

const grace = duration((text) => {
  const seconds = parseDuration(text);
  return seconds === undefined || seconds > mostGrace ? { expected: graceForm } : seconds;
}).meta({
  description:
    "How long a token stays valid after one with other rights or another value took its place, for those who take the new value later.",
  expects: graceForm,
  example: "12h",
});

export const tokens = z
  .strictObject({
    grace: grace.prefault("1d"),
    rotation: z
      .record(
        z.string(),
        z.string().optional().meta({
          description: "Any text, e.g. a date: another one gives the token a new value.",
          expects: "text",
          example: "2026-11",
        }),
      )
      .prefault({})
      .meta({
        description: "New values for single tokens.",
        expects: "a map from token names to texts",
        names: "token",
      }),
  })
  .prefault({})
  .meta({ description: "Tokens.", expects: "a map with `grace` or `rotation`" });
