/** Tasks: the catalogue, and what the applications of a stack make of it. */
import { multiapp } from "./buckets.ts";
import type { TaskOverride, TaskSettings } from "./settings.ts";
import type { Application, FluxDuration, FluxValue, TaskSpec } from "./types.ts";

/** What the parameters of a task may depend on. */
export interface TaskContext {
  readonly application: Application;
  /** Bucket that the task writes. */
  readonly target: string;
  /** How far a run has to look back so that none misses a point: schedule + tolerated lateness. */
  readonly window: FluxDuration;
}

/** An entry of the catalogue: one task for each application. */
export interface TaskDefinition {
  /** Identity; first part of the name of its tasks. */
  readonly id: string;
  /** Flux file under `flux/tasks/`. */
  readonly file: string;
  /** What it does, as it stands at the task in InfluxDB, before the application's name. */
  readonly description: string;
  readonly everySeconds: number;
  /** How late a point may arrive, in seconds after its own time, and still be seen. */
  readonly latenessSeconds: number;
  /** Values for the `params` record of the file. */
  readonly params: (context: TaskContext) => Readonly<Record<string, FluxValue>>;
}

const minute = 60;

/** Every task there is, by id in alphabetical order. */
export const catalogue: readonly TaskDefinition[] = [
  {
    id: "pod-restarts",
    file: "pod-restarts.flux",
    description: "Picks container restarts",
    everySeconds: 2.5 * minute,
    latenessSeconds: minute,
    params: (context) => ({
      ...common(context),
      // Agents sample every one to two minutes. This bridges an outage of some samples, so that a restart in it shows.
      lookback: { seconds: 15 * minute },
    }),
  },
  {
    id: "pod-state",
    file: "pod-state.flux",
    description: "Picks containers that do not run",
    everySeconds: 2.5 * minute,
    latenessSeconds: minute,
    params: common,
  },
];

/** Ids of the catalogue. */
export const taskIds: readonly string[] = catalogue.map(({ id }) => id);

/** Offsets spread over at most this much, so that a task that runs hourly is not an hour late. */
const widestSpreadSeconds = 5 * minute;

/** Every task of the applications: in the order of the catalogue, then in that of the applications. */
export function tasksOf(applications: readonly Application[], settings: TaskSettings): readonly TaskSpec[] {
  return catalogue.flatMap((definition) =>
    applications.map((application) =>
      taskOf(definition, application, overrideOf(definition, application, settings)),
    ),
  );
}

function overrideOf({ id }: TaskDefinition, { name }: Application, settings: TaskSettings): TaskOverride {
  const general = settings.tasks[id];
  const special = settings.applications[name]?.[id];
  return {
    everySeconds: special?.everySeconds ?? general?.everySeconds,
    enabled: special?.enabled ?? general?.enabled,
  };
}

function taskOf(definition: TaskDefinition, application: Application, override: TaskOverride): TaskSpec {
  const { id, file, description, latenessSeconds, params } = definition;
  const { everySeconds = definition.everySeconds, enabled = true } = override;
  const name = `${id}/${application.name}`;
  return {
    name,
    id,
    application: application.name,
    description: `${description} of ${application.name}`,
    file,
    everySeconds,
    offsetSeconds: offsetOf(name, everySeconds, latenessSeconds),
    status: enabled ? "active" : "inactive",
    reads: [application.bucket],
    writes: [multiapp],
    params: params({ application, target: multiapp, window: { seconds: everySeconds + latenessSeconds } }),
  };
}

function common({ application, target, window }: TaskContext): Readonly<Record<string, FluxValue>> {
  return { bucket: application.bucket, application: application.name, target, window };
}

/**
 * Delay of a task after its tick, from its name alone: no other task moves it.
 *
 * Ticks are aligned to the wall clock, so that without it all tasks of a schedule start in the same second. A run looks
 * back from its tick, not from its delayed start, so it waits for late points first. A schedule too short for that
 * leaves them to the next run, whose window reaches back as far as they may be late.
 */
function offsetOf(name: string, everySeconds: number, latenessSeconds: number): number {
  const least = Math.min(latenessSeconds, Math.floor(everySeconds / 2));
  const spread = Math.min(everySeconds - least, widestSpreadSeconds);
  return spread < 1 ? 0 : least + (hash(name) % spread);
}

/** FNV-1a, 32 bits, over the code units of a text. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return state;
}
