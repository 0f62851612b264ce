/** Certificates of servers, and how long they hold. */
import { clientTls, duration, flag, input, texts } from "../plugin.ts";

export const x509Cert = input("x509_cert", {
  sources: texts,
  timeout: duration.optional(),
  exclude_root_certs: flag.optional(),
  pad_serial_with_zeroes: flag.optional(),
  ...clientTls,
});
