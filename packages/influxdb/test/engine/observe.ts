/** What a run of the engine did, what state holds of it, and where a text is to be seen in the clear. */
import assert from "node:assert/strict";
import type { EngineRun, TestEngine } from "../../../../test/support/engine.ts";

/** What the engine did or would do to resources of the provider: name → operation, without those left as they are. */
export function operations({ log }: EngineRun): Record<string, string> {
  const own = log.steps.filter(
    ({ type, op }) => type.startsWith("influxdb:") && op !== "same" && op !== "refresh",
  );
  return Object.fromEntries(own.map(({ urn, op }) => [urn.split("::").at(-1) ?? urn, op]));
}

/** What state holds of each resource, by URN; secrets are encrypted anew each time. */
export async function contents(engine: TestEngine): Promise<Record<string, unknown>> {
  const resources = (await engine.resources()).map(({ urn, id, inputs, outputs }) => [
    urn,
    { id, inputs, outputs },
  ]);
  const text = JSON.stringify(Object.fromEntries(resources), (key, value: unknown) =>
    key === "ciphertext" ? "…" : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/** The stack's outputs, decrypted. */
export async function outputs(engine: TestEngine): Promise<Record<string, unknown>> {
  const { stdout } = await engine.command("stack", "output", "--json", "--show-secrets");
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Where a text is to be seen in the clear. */
export async function placesOf(
  engine: TestEngine,
  text: string,
  runs: readonly EngineRun[],
): Promise<string[]> {
  const places = runs.flatMap((run, index) => {
    const texts = { stdout: run.stdout, stderr: run.stderr, events: eventsOf(run) };
    return Object.entries(texts).flatMap(([place, shown]) =>
      shown.includes(text) ? [`run ${index}: ${place}`] : [],
    );
  });
  return (await engine.stateText()).includes(text) ? [...places, "state"] : places;
}

/**
 * The event log without debug messages: the SDK sends each answer of the engine back to it as one, secrets in the
 * clear. They are shown with `--debug` only.
 */
function eventsOf({ events }: EngineRun): string {
  const lines = events.split("\n").filter((line) => line !== "");
  const kept = lines.filter((line) => !/"diagnosticEvent":.*"severity":"debug"/.test(line));
  assert(kept.length > 0);
  return kept.join("\n");
}
