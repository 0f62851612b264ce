/**
 * Never lost, never doubled: whatever fails, a receiver is told of each state once, and its last word is how things are.
 * `SEED=…` runs the sequences of an earlier run again.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { loadTemplates, type Templates } from "../../flux/index.ts";
import type { ModelSettings } from "../../model/settings.ts";
import { influxd } from "../../tools/toolchain/parts.ts";
import type { Point } from "../../model/alerts/samples/point.ts";
import { type AlertWorld, alertWorld, instant } from "../support/alerts.ts";
import { api } from "../support/influxd.ts";
import { until } from "../support/until.ts";
import { type Fate, type Fickle, type Mortal, startFickle, startMortal, type Taken } from "./mortal.ts";

let server: Mortal;
let receiver: Fickle;
let templates: Templates;
before(async () => {
  [server, receiver, templates] = await Promise.all([startMortal(), startFickle(), loadTemplates()]);
});
after(async () => {
  await receiver.stop();
  await server.stop();
});

const every = 5;
const repeat = 60;
/** A finding holds for two runs, an offset and two deliveries; what is not found for two runs is resolved. */
const stale = 17;
const resolves = 2 * every;
/** An alert on the newest sample of each subject. */
const ofStates = "strimzi-cert-expiring";
const ofEvents = "package-tests-failed";

/** A world in which what lasts is told of again every hour. */
function world(id: string, timeoutSeconds: number): Promise<AlertWorld> {
  const change = (settings: ModelSettings): ModelSettings => ({
    ...settings,
    tasks: { ...settings.tasks, tasks: { [id]: { everySeconds: every * 60 } } },
    alerts: {
      ...settings.alerts,
      channels: settings.alerts.channels.map((channel) => ({ ...channel, timeoutSeconds })),
      repeatSeconds: { info: repeat * 60, warning: repeat * 60, critical: repeat * 60 },
    },
  });
  return alertWorld({ server, receiver, templates }, id, change);
}

const month = 30 * 86_400_000;

function certificate(name: string, bad: boolean, minute: number): Point {
  const expires = Date.parse(instant(minute)) + month + (bad ? -1 : 1) * 3_600_000;
  return {
    measurement: "prometheus_strimzi",
    tags: { cluster: "idfdev", kafka_cluster: name, type: "cluster-ca", resource_namespace: "kafka" },
    fields: { strimzi_certificate_expiration_timestamp_ms: expires },
  };
}

function failedRun(repository: string): Point {
  return {
    measurement: "github_webhooks",
    tags: {
      cluster: "idfdev",
      event: "workflow_run",
      action: "completed",
      name: "ci",
      repository,
      conclusion: "failure",
    },
    fields: { run_attempt: 1n, head_branch: "main" },
  };
}

const subjectOf = (name: string): string => `kafka/${name}/cluster-ca`;
const soon = 1 / 60;

/** What happens in five minutes. */
interface Step {
  readonly bad: readonly string[];
  /** How often each runs: not at all, as it should, or twice for the same tick. */
  readonly finds: number;
  readonly delivers: number;
  readonly fate: Fate | "unreachable";
  /** How the server ends and begins anew before it. */
  readonly end: "none" | "restart" | "kill";
}

const names = ["a", "b", "c"] as const;
const times = fc.constantFrom(0, 1, 1, 1, 2);
const steps: fc.Arbitrary<Step> = fc.record({
  bad: fc.subarray([...names]),
  finds: times,
  delivers: times,
  fate: fc.constantFrom("accepted", "accepted", "accepted", "refused", "failed", "hanging", "unreachable"),
  end: fc.constantFrom(...Array.from({ length: 18 }, () => "none" as const), "restart", "kill"),
});

/** The same subjects for a while: what changes at every step never lasts. */
const stories = fc
  .array(fc.tuple(steps, fc.integer({ min: 1, max: 5 })), { minLength: 6, maxLength: 10 })
  .map((parts) =>
    parts.flatMap(([step, length]) =>
      Array.from({ length }, (_, at) => (at === 0 ? step : { ...step, end: "none" as const })),
    ),
  );

interface Told {
  readonly minute: number;
  readonly resolved: boolean;
}

/** What happens in a step before the alert runs. */
type Happen = (place: AlertWorld, step: Step, minute: number) => Promise<void>;

/** What becomes of the messages of one delivery: however many wait, only the first costs the time-out of the channel. */
function fateIn(fate: Step["fate"]): Fickle["fate"] {
  let came = 0;
  return () => {
    came += 1;
    if (fate === "hanging") return came === 1 ? "hanging" : "failed";
    return fate === "unreachable" ? "accepted" : fate;
  };
}

/** Seconds in which also a busy machine answers: a message that is accepted too late counts as lost, and comes again. */
const answers = 3;

/** Lets a story happen; gives what was accepted, with the minute. */
async function live(id: string, story: readonly Step[], happen: Happen): Promise<readonly (Taken & Told)[]> {
  const place = await world(id, answers);
  const { org, orgId } = place.server;
  const told: (Taken & Told)[] = [];
  let unreachable = false;
  for (const [index, step] of story.entries()) {
    const minute = (index + 1) * every;
    if (step.end === "restart") await server.becomes(influxd);
    if (step.end === "kill") await server.kill().then(() => server.revive());
    await happen(place, step, minute);
    for (let run = 0; run < step.finds; run += 1) await place.find(minute + soon);
    const { fate } = step;
    if ((fate === "unreachable") !== unreachable) {
      unreachable = fate === "unreachable";
      // Nothing listens on port 1.
      const url = unreachable ? "http://127.0.0.1:1" : receiver.url;
      await api(server, "PATCH", `/api/v2/orgs/${orgId}/secrets`, { json: { "ops-url": `${url}/${org}` } });
    }
    for (let run = 0; run < step.delivers; run += 1) {
      receiver.fate = fateIn(fate);
      await place.deliver(minute + 1);
    }
    for (const message of receiver.taken.splice(0)) {
      if (message.path !== `/${org}` || message.fate !== "accepted") continue;
      told.push({ ...message, minute: minute + 1, resolved: message.severity === "resolved" });
    }
  }
  return told;
}

/** What happened to a subject. */
interface Lived {
  readonly told: readonly Told[];
  /** Minutes in which it was found. */
  readonly found: readonly number[];
  /** Minutes of deliveries in which the receiver took nothing. */
  readonly vain: readonly number[];
}

function check(subject: string, bad: boolean, { told, found, vain }: Lived, end: number): void {
  const lastFound = (minute: number): number => found.findLast((at) => at <= minute) ?? -Infinity;
  const story = `${subject}: told ${JSON.stringify(told)}, found bad at ${found.join()}, ${bad ? "bad" : "fine"} at ${end}`;
  for (const [index, { minute, resolved }] of told.entries()) {
    const before = told[index - 1];
    const age = minute - lastFound(minute);
    if (resolved) {
      assert(before?.resolved === false, `resolved what was not told: ${story}`);
      assert(age > resolves, `resolved too early: ${story}`);
    } else {
      // What the receiver did not take while it lasted is told when it takes something again.
      const owed = vain.some(
        (at) => at > (before?.minute ?? 0) && at < minute && at - lastFound(at) <= stale,
      );
      assert(age <= stale || (before?.resolved !== false && owed), `told of what was not found: ${story}`);
      assert(before?.resolved !== false || minute - before.minute >= repeat, `told twice: ${story}`);
    }
  }
  const word = told.at(-1);
  if (bad) {
    assert(word?.resolved === false, `never told: ${story}`);
    assert(end - word.minute < repeat + every, `not told again: ${story}`);
  } else {
    assert(word?.resolved !== false, `never resolved: ${story}`);
  }
}

/** Seed of all sequences. */
const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
const options = { seed, numRuns: Number(process.env["RUNS"] ?? 2), endOnFailure: true };
const quiet: Step = { bad: [], finds: 1, delivers: 1, fate: "accepted", end: "none" };

test(
  "whatever fails or is skipped, no state is lost and none is doubled",
  { timeout: 600_000 },
  async (context) => {
    context.diagnostic(`SEED=${seed}`);
    const property = fc.asyncProperty(stories, fc.subarray([...names]), async (story, bad) => {
      const whole = [...story, ...Array.from({ length: 5 }, () => ({ ...quiet, bad }))];
      const found = new Map<string, number[]>(names.map((name) => [name, []]));
      const told = await live(ofStates, whole, async (place, step, minute) => {
        await place.write(
          names.map((name) => certificate(name, step.bad.includes(name), minute)),
          minute,
        );
        for (const name of step.finds > 0 ? step.bad : []) found.get(name)?.push(minute);
      });
      const end = whole.length * every + 1;
      const vain = whole.flatMap(({ delivers, fate }, index) =>
        delivers > 0 && fate !== "accepted" ? [(index + 1) * every + 1] : [],
      );
      for (const name of names) {
        const of = told.filter(({ subject }) => subject === subjectOf(name));
        check(subjectOf(name), bad.includes(name), { told: of, found: found.get(name) ?? [], vain }, end);
      }
    });
    await fc.assert(property, options);
  },
);

test("whatever fails, each event is told once", { timeout: 600_000 }, async (context) => {
  context.diagnostic(`SEED=${seed}`);
  const property = fc.asyncProperty(stories, async (story) => {
    // A query does not know when it ran last, as a task does: it looks back over one missed run.
    const seen = story.map((step, index) =>
      index % 2 === 0 ? { ...step, finds: Math.max(1, step.finds) } : step,
    );
    const events = new Map<string, number>(names.map((name) => [name, 0]));
    const told = await live(ofEvents, [...seen, quiet, quiet, quiet], async (place, { bad }, minute) => {
      for (const name of bad) events.set(name, (events.get(name) ?? 0) + 1);
      await place.write(bad.map(failedRun), minute - 1);
    });
    for (const name of names) {
      const of = told.filter(({ subject }) => subject === `${name}/ci`);
      assert.equal(of.length, events.get(name), `${name} at ${of.map(({ minute }) => minute).join()}`);
      assert.equal(new Set(of.map(({ key }) => key)).size, of.length);
    }
  });
  await fc.assert(property, options);
});

test(
  "a server that is killed in the middle of a delivery repeats at most the message whose answer it did not see",
  { timeout: 180_000 },
  async () => {
    const place = await world(ofStates, 120);
    const all = ["a", "b", "c", "d", "e"];
    await place.write(
      all.map((name) => certificate(name, true, 5)),
      5,
    );
    await place.find(5 + soon);
    receiver.taken.length = 0;
    receiver.fate = ({ count }) => (count === 3 ? "hanging" : "accepted");
    const delivery = place.deliver(6).then(
      () => "done",
      () => "cut off",
    );
    await until("the third message has come", () =>
      Promise.resolve(receiver.taken.length === 3 ? true : undefined),
    );
    await server.kill();
    assert.equal(await delivery, "cut off");
    await server.revive();
    assert.equal(receiver.taken.length, 3);
    const hanging = receiver.taken[2];

    receiver.fate = () => "accepted";
    await place.deliver(7);
    await place.deliver(8);
    assert.deepEqual(
      all.map((name) => receiver.taken.filter(({ subject }) => subject === subjectOf(name)).length),
      all.map((name) => (subjectOf(name) === hanging?.subject ? 2 : 1)),
    );
    // A receiver that did take the third can tell that it comes again.
    const keys = receiver.taken.filter(({ subject }) => subject === hanging?.subject).map(({ key }) => key);
    assert.equal(new Set(keys).size, 1);
    assert.equal(new Set(receiver.taken.map(({ key }) => key)).size, all.length);
  },
);

test(
  "a receiver that takes its time keeps no delivery until the next one is due, and is told all of it, once",
  { timeout: 180_000 },
  async () => {
    const place = await world(ofStates, 60);
    await place.write(
      names.map((name) => certificate(name, true, 5)),
      5,
    );
    await place.find(5 + soon);
    receiver.taken.length = 0;
    receiver.fate = () => "slow";
    await place.deliver(6);
    assert.equal(receiver.taken.length, 1);
    await place.deliver(7);
    assert.equal(receiver.taken.length, 2);
    receiver.fate = () => "accepted";
    await place.deliver(8);
    await place.deliver(9);
    assert.deepEqual(receiver.taken.map(({ subject }) => subject).sort(), names.map(subjectOf));
  },
);
