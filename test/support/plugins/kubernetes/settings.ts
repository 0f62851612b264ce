/** Configuration of the provider resource, as far as the stand-in knows it. */
import { Unknown } from "../../../../packages/influxdb/definition/values.ts";
import type { Plain } from "../service/properties.ts";
import { type Connection, connectionOf } from "./kubeconfig.ts";
import type { Mutability } from "./replacement.ts";

export interface Settings {
  /** Undefined where it is known only during the update. */
  readonly connection: Connection | undefined;
  /** Of objects that name none. */
  readonly namespace: string;
  /** Whether fields that somebody else has changed are taken back; else that is an error. */
  readonly patchForce: boolean;
  /** Whether an object that is there already is taken over when it is to be made. */
  readonly upsert: boolean;
  readonly mutability: Mutability;
}

/** What the official plugin does, and this one cannot: it must not be missed in silence. */
const ABSENT = ["renderYamlToDirectory", "deleteUnreachable", "skipUpdateUnreachable"];

export function settingsOf(config: Plain): Settings {
  for (const key of ABSENT) {
    if (isOn(config[key])) throw new Error(`the stand-in for Pulumi's kubernetes plugin has no ${key}`);
  }
  if (config["enableServerSideApply"] === "false")
    throw new Error("the stand-in for Pulumi's kubernetes plugin has no client-side apply");
  const { kubeconfig, context, cluster, namespace } = config;
  const isKnown = ![kubeconfig, context, cluster].some((value) => value instanceof Unknown);
  const connection = isKnown ? connectionOf(textIn(kubeconfig), textIn(context), textIn(cluster)) : undefined;
  return {
    connection,
    namespace: textIn(namespace) ?? connection?.namespace ?? "default",
    patchForce: isOn(config["enablePatchForce"]),
    upsert: isOn(config["upsertExistingObjects"]),
    mutability: {
      configMaps: isOn(config["enableConfigMapMutable"]),
      secrets: isOn(config["enableSecretMutable"]),
    },
  };
}

/** The SDK sends anything but texts as JSON. */
function isOn(value: Plain[string] | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && value !== "false" && value !== false;
}

function textIn(value: Plain[string] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
