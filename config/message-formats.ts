/** What a stack file says of the format of messages. */
import { z } from "zod";
import { avroUnions, jsonTimes, jsonTypes, timeUnits } from "../model/sink-settings.ts";
import { listOf, onOff, text } from "./forms.ts";

/** Words for a sentence. */
export const oneOf = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

/** The name of something. */
export const name = (what: string, example: string) =>
  text(`the name of ${what}`).meta({ expects: `the name of ${what}`, example });

/** What stands where a unit of time does. */
export const unitForm = `one of ${oneOf(timeUnits)}`;

/** For messages in JSON. */
export const json = z
  .strictObject({
    measurement: name("a measurement", "transfer")
      .optional()
      .meta({ description: "Measurement of its points.", required: true }),
    fields: z
      .record(
        z.string(),
        z
          .strictObject({
            path: text("a path such as `data.seconds`").optional().meta({
              description: "Where the value stands, as a GJSON path of one value.",
              expects: "a path such as `data.seconds`",
              example: "data.seconds",
              fallback: "the name of the field",
            }),
            type: z
              .enum(jsonTypes)
              .optional()
              .meta({
                description:
                  "Type of the field. Numbers, booleans and texts are made it, a fraction of an `int` is cut off; one that cannot is an error, and the message gives no point.",
                expects: `one of ${oneOf(jsonTypes)}`,
                example: "float",
                required: true,
              }),
            optional: onOff.prefault(false).meta({
              description:
                "Whether a message without it is well. One with `null` there always is, and gives a point without the field.",
              expects: "`true` or `false`",
              example: "true",
            }),
          })
          .meta({ expects: "a map with `type`" }),
      )
      .optional()
      .meta({
        description: "Fields, by the name that they get.",
        expects: "a map from names to `path` and `type`",
        names: "field",
        required: true,
      }),
    tags: z
      .record(
        z.string(),
        text("a path such as `data.site`").optional().meta({
          description: "Where the value of the tag stands. Only what has few values.",
          expects: "a path such as `data.site`",
          example: "data.site",
        }),
      )
      .prefault({})
      .meta({
        description: "Tags, by the name that they get.",
        expects: "a map from names to paths",
        names: "tag",
      }),
    timestamp: z
      .strictObject({
        path: text("a path such as `data.time`").meta({
          description: "Where the time stands.",
          expects: "a path such as `data.time`",
          example: "data.time",
          required: true,
        }),
        format: z
          .enum(jsonTimes)
          .prefault("rfc3339")
          .meta({
            description: "How it is written.",
            expects: `one of ${oneOf(jsonTimes)}`,
            example: "unix_ms",
          }),
      })
      .optional()
      .meta({
        description: "When a message says that it was.",
        expects: "a map with `path` and `format`",
        fallback: "none; required with `times: message`",
      }),
  })
  .optional()
  .meta({
    description: "For `format: json`: how a message becomes a point.",
    expects: "a map with `measurement` and `fields`",
  });

const registryForm = "an http or https URL without credentials";

/** For messages in Avro. */
export const avro = z
  .strictObject({
    registry: z
      .strictObject({
        url: z.string().refine(isRegistry, { error: registryForm }).meta({
          description: "URL of the registry.",
          expects: registryForm,
          example: "http://schema-registry.sasquatch:8081",
          required: true,
        }),
      })
      .optional()
      .meta({
        description:
          "Schema registry. It has to answer before the sink starts: a message whose schema it does not tell is lost.",
        expects: "a map with `url`",
        fallback: "none; `registry` or `schema` is required",
      }),
    schema: text("an Avro schema in JSON").optional().meta({
      description: "Schema of all messages, which then carry none.",
      expects: "an Avro schema in JSON",
      fallback: "none; `registry` or `schema` is required",
    }),
    measurement: name("a measurement", "mount")
      .optional()
      .meta({ description: "Measurement of its points.", fallback: "namespace and name of the schema" }),
    tags: listOf(name("a field of the schema", "axis")).optional().meta({
      description: "Fields that become tags.",
      expects: "a list of at least one field, each once",
      fallback: "none",
    }),
    fields: listOf(name("a field of the schema", "angle")).optional().meta({
      description: "Fields that are kept.",
      expects: "a list of at least one field, each once",
      fallback: "all but the tags",
    }),
    timestamp: z
      .strictObject({
        field: name("a field of the schema", "private_efdStamp").meta({
          description: "Field that holds the time, a plain number: neither a union nor a logical type.",
          required: true,
        }),
        unit: z
          .enum(timeUnits)
          .prefault("s")
          .meta({ description: "Its unit.", expects: unitForm, example: "ms" }),
      })
      .optional()
      .meta({
        description: "When a message says that it was.",
        expects: "a map with `field` and `unit`",
        fallback: "none; required with `times: message`",
      }),
    unions: z
      .enum(avroUnions)
      .prefault("nullable")
      .meta({
        description:
          "What a value of a union is called: `flatten` puts its type behind the name of the field.",
        expects: `one of ${oneOf(avroUnions)}`,
        example: "flatten",
      }),
  })
  .optional()
  .meta({
    description: "For `format: avro`: how a message becomes a point.",
    expects: "a map with `registry` or `schema`",
  });

function isRegistry(written: string): boolean {
  if (!URL.canParse(written)) return false;
  const { protocol, username, password } = new URL(written);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}
