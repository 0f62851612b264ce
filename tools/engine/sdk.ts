/**
 * What is changed in the Pulumi SDK for programs that our own process runs. Parts of it that it does not declare are
 * looked at before they are believed.
 */
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

const load = createRequire(import.meta.url);

let isTuned = false;

/** Once for each process. */
export function tuneSdk(): void {
  if (isTuned) return;
  isTuned = true;
  silenceDebugLog();
  forgetCallSites();
  easePromises();
}

/**
 * The SDK sends the engine several debug messages a resource, one after the other, whether anybody reads them or not:
 * a third of the time that many objects take. And they hold inputs as they are, so that the engine's event log would
 * hold secrets in clear.
 */
function silenceDebugLog(): void {
  const log = partOf("log/index.js", "debug");
  log["debug"] = () => Promise.resolve();
}

/** Where in the program each resource was declared is a third of the state file, and nobody reads it there. */
function forgetCallSites(): void {
  if (!("callsites" in pulumi.Resource)) throw missing("resource.js", "Resource.callsites");
  Object.assign(pulumi.Resource, { callsites: () => [] });
}

/** Marks the promise of a request that a component's or the stack's outputs are told by. */
const OUTPUTS = "monitor.registerResourceOutputs(";

/**
 * Keeps the SDK from taking a stack trace for each of its promises, which only serve to find a program that hangs; and
 * from leaving the failure to tell outputs to nobody, when the engine has ended a run that failed: that would end this
 * process with an error of its own.
 */
function easePromises(): void {
  const runtime = partOf("runtime/debuggable.js", "debuggablePromise");
  const { debuggablePromise: original } = runtime;
  runtime["debuggablePromise"] = (promise: unknown, context: unknown): unknown => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      const isOutputs = typeof context === "string" && context.startsWith(OUTPUTS);
      const told = isOutputs && promise instanceof Promise ? promise.catch(unlessEnded) : promise;
      return original?.(told, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

/** The SDK's own words for an engine that is there no longer. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof Error && error.message === "Resource monitor is terminating")) throw error;
}

type Functions = Record<string, ((...args: unknown[]) => unknown) | undefined>;

function partOf(file: string, name: string): Functions {
  const part: unknown = load(`@pulumi/pulumi/${file}`);
  if (holds(part, name)) return part;
  throw missing(file, name);
}

function holds(part: unknown, name: string): part is Functions {
  return (
    typeof part === "object" &&
    part !== null &&
    typeof Object.getOwnPropertyDescriptor(part, name)?.value === "function"
  );
}

function missing(file: string, name: string): Error {
  return new Error(`this version of @pulumi/pulumi has no ${name} in ${file}`);
}
