/** Files with PEM text that the configuration names. */
import { readFileSync } from "node:fs";
import { readError } from "./yaml.ts";

/** A text, or what was found instead. */
export type ReadPem = { readonly text: string } | { readonly fault: string };

/** What is expected of a file whose certificates are trusted. */
export const authorityForm =
  'a file that can be read and holds certificates as PEM text ("-----BEGIN CERTIFICATE-----") and no key';

/** Any PEM text. */
export function readPem(file: string): ReadPem {
  try {
    const text = readFileSync(file, "utf8");
    return text.includes("-----BEGIN ") ? { text } : { fault: "a file without PEM text" };
  } catch (error) {
    return { fault: readError(error) };
  }
}

/** Certificates alone: whatever is in the file is shown to whoever may read a ConfigMap. */
export function readAuthority(file: string): ReadPem {
  const read = readPem(file);
  if ("fault" in read) return read;
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(read.text)) return { fault: "a file with a private key" };
  return read.text.includes("-----BEGIN CERTIFICATE-----") ? read : { fault: "a file without certificates" };
}
