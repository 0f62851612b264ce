/** What a script prints. A script that fails prints nothing, unless `ignore_error`. */
import { z } from "zod";
import { duration, flag, input, parser, text, texts } from "../plugin.ts";

export const exec = input("exec", {
  /** Each a line of words, or a list of words as they are. */
  commands: z.array(z.union([text, texts])),
  environment: texts.optional(),
  timeout: duration.optional(),
  ignore_error: flag.optional(),
  log_stderr: flag.optional(),
  ...parser,
});
