/** Certificates of the connection to the server, from files that the configuration names. */
import { resolve } from "node:path";
import { z } from "zod";
import type { Fault } from "../model/faults.ts";
import { describeValue, keyFault, setCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { authorityForm, readAuthority, readPem } from "./pem.ts";

/** PEM texts; absent where the configuration names no file. */
export interface Certificates {
  readonly caCertificate?: string;
  readonly clientCertificate?: string;
  /** Secret. */
  readonly clientKey?: string;
}

/** Key of the configuration → what its file holds. */
const FILES = {
  caFile: "caCertificate",
  clientCertificateFile: "clientCertificate",
  clientKeyFile: "clientKey",
} as const satisfies Readonly<Record<string, keyof Certificates>>;

type FileKey = keyof typeof FILES;

const path = z.string().min(1).optional();
const expects = "the path of a PEM file";

/** Keys under `influxdb`. */
export const tlsKeys = {
  caFile: path.meta({
    description:
      "File with the certificates of a private authority that the server's is signed by, relative to the project; trusted beside the well-known ones.",
    expects,
    example: "certificates/authority.pem",
  }),
  clientCertificateFile: path.meta({
    description: "File with the certificate to show to the server, relative to the project.",
    expects,
    example: "certificates/client.pem",
  }),
  clientKeyFile: path.meta({
    description:
      "File with the private key of that certificate, relative to the project; not in the repository.",
    expects,
    example: ".local/client.key",
  }),
};

/** Reads the files that are named. */
export function certificatesOf(
  source: ConfigurationSource,
  influxdb: Readonly<Partial<Record<FileKey, string | undefined>>>,
  root: string,
): { readonly certificates: Certificates; readonly faults: readonly Fault[] } {
  const texts: { -readonly [Key in keyof Certificates]: string } = {};
  const faults: Fault[] = [];
  for (const [key, name] of Object.entries(FILES)) {
    if (!isFileKey(key)) continue;
    const given = influxdb[key];
    if (given === undefined) continue;
    // The authority is written into ConfigMaps, where a key in the same file would be seen.
    const read = (key === "caFile" ? readAuthority : readPem)(resolve(root, given));
    if ("text" in read) texts[name] = read.text;
    else
      faults.push(
        keyFault(source, ["influxdb", key], {
          found: `${describeValue(given)}: ${read.fault}`,
          expected:
            key === "caFile" ? authorityForm : 'a file that can be read and holds PEM text ("-----BEGIN …")',
          mend: setCommand(source, ["influxdb", key], "<path>"),
        }),
      );
  }
  for (const [key, other] of [
    ["clientCertificateFile", "clientKeyFile"],
    ["clientKeyFile", "clientCertificateFile"],
  ] as const) {
    if (influxdb[key] === undefined || influxdb[other] !== undefined) continue;
    faults.push(
      keyFault(source, ["influxdb", other], {
        found: `nothing, with influxdb.${key}`,
        expected: "both of them: the certificate and its key",
        mend: setCommand(source, ["influxdb", other], "<path>"),
      }),
    );
  }
  return { certificates: texts, faults };
}

function isFileKey(key: string): key is FileKey {
  return key in FILES;
}
