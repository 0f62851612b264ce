/** Traffic of block devices. */
import { flag, input, texts } from "../plugin.ts";

export const diskio = input("diskio", {
  devices: texts.optional(),
  device_tags: texts.optional(),
  name_templates: texts.optional(),
  skip_serial_number: flag.optional(),
});
