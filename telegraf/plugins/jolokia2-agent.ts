/** JMX of a Java process, over a Jolokia agent in it. */
import { z } from "zod";
import { clientTls, duration, input, secret, text, texts } from "../plugin.ts";

export const jolokia2Agent = input("jolokia2_agent", {
  urls: texts,
  username: text.optional(),
  password: secret.optional(),
  origin: text.optional(),
  response_timeout: duration.optional(),
  default_tag_prefix: text.optional(),
  default_field_prefix: text.optional(),
  default_field_separator: text.optional(),
  metric: z
    .array(
      z.strictObject({
        name: text,
        mbean: text,
        paths: texts.optional(),
        tag_keys: texts.optional(),
        tag_prefix: text.optional(),
        field_name: text.optional(),
        field_prefix: text.optional(),
        field_separator: text.optional(),
      }),
    )
    .optional(),
  ...clientTls,
});
