/** Events of services that call. */
import { z } from "zod";
import { duration, input, secret, text } from "../plugin.ts";

const service = z.strictObject({
  path: text,
  secret: secret.optional(),
  username: text.optional(),
  password: secret.optional(),
});

export const webhooks = input("webhooks", {
  service_address: text,
  read_timeout: duration.optional(),
  write_timeout: duration.optional(),
  github: service.optional(),
});
