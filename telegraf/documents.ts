/** JSON documents that become points: which of their values are fields, and which tags. */

import type { ParserOptions } from "./plugin.ts";

/** A value of a document. */
export interface DocumentField {
  /** GJSON path: `data.ttl`, `images.pending.#`. */
  readonly path: string;
  readonly type: "int" | "float" | "string" | "bool";
  /** Whether a document without it is well. @default false: it is an error, and there is no point */
  readonly optional?: boolean;
}

/** How a document becomes a point. */
export interface DocumentFormat {
  readonly measurement: string;
  /** By the name that they get. */
  readonly fields: Readonly<Record<string, DocumentField>>;
  /** Paths by the name that they get. A document without one is well. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Where it says when it was. @default the instant at which it comes */
  readonly timestamp?: {
    readonly path: string;
    readonly format: "unix" | "unix_ms" | "unix_us" | "unix_ns" | "rfc3339";
  };
}

/** `influx`: lines of line protocol. */
export type InputFormat = "influx" | DocumentFormat;

/** Options of an input that reads that. */
export function formatOptions(format: InputFormat): ParserOptions {
  if (format === "influx") return { data_format: "influx" };
  const { measurement, fields, tags = {}, timestamp } = format;
  return {
    data_format: "json_v2",
    json_v2: [
      {
        measurement_name: measurement,
        timestamp_path: timestamp?.path,
        timestamp_format: timestamp?.format,
        field: Object.entries(fields).map(([rename, { path, type, optional }]) => ({
          path,
          type,
          rename,
          optional,
        })),
        tag: Object.entries(tags).map(([rename, path]) => ({ path, rename, optional: true })),
      },
    ],
  };
}
