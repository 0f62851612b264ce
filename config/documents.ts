/** What a stack file says of JSON documents that become points. */
import { z } from "zod";
import { isOfMany } from "../model/gjson.ts";
import { onOff, text } from "./forms.ts";

const gjsonForm =
  "a GJSON path to one value; of an array its length (`items.#`), a place (`items.0.name`) or a query of one (`items.#(name==a).size`)";

/** One value: of several each would be a point, and those of one document overwrite each other. */
const gjson = text("a GJSON path").refine((path) => !isOfMany(path), { error: gjsonForm });

const documentField = z
  .strictObject({
    path: gjson.meta({
      description: "Where it stands in the document (GJSON).",
      expects: "a GJSON path",
      example: "data.ttl",
      required: true,
    }),
    type: z.enum(["int", "float", "string", "bool"]).meta({
      description: "Its type.",
      expects: "`int`, `float`, `string` or `bool`",
      example: "int",
      required: true,
    }),
    optional: onOff.optional().meta({
      description: "Whether a document without it is well.",
      expects: "`true` or `false`",
      example: "true",
      fallback: "`false`: it is an error, and there is no point",
    }),
  })
  .meta({ expects: "a map with `path` and `type`" });

/** How a JSON document becomes a point. */
export const document = z
  .strictObject({
    measurement: text("the name of a measurement").meta({
      description: "Measurement of the points.",
      expects: "the name of a measurement",
      example: "vault_audit",
      required: true,
    }),
    fields: z.record(z.string(), documentField).meta({
      description: "Fields, by the name that they get.",
      expects: "a map from fields to paths and types",
      names: "field",
      required: true,
    }),
    tags: z
      .record(z.string(), gjson.meta({ expects: "a GJSON path" }))
      .optional()
      .meta({
        description: "Tags, by the name that they get; a document without one is well.",
        expects: "a map from tags to paths",
        names: "tag",
      }),
    timestamp: z
      .strictObject({
        path: gjson.meta({
          description: "Where the time stands.",
          expects: "a GJSON path",
          example: "time",
          required: true,
        }),
        format: z.enum(["unix", "unix_ms", "unix_us", "unix_ns", "rfc3339"]).meta({
          description: "How it is written.",
          expects: "`unix`, `unix_ms`, `unix_us`, `unix_ns` or `rfc3339`",
          example: "rfc3339",
          required: true,
        }),
      })
      .optional()
      .meta({
        description: "When it was.",
        expects: "a map with `path` and `format`",
        fallback: "when it came",
      }),
  })
  .optional()
  .meta({
    description: "How a JSON document becomes a point.",
    expects: "a map with `measurement` and `fields`",
    fallback: "lines of line protocol",
  });
