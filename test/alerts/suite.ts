/** What every alert has to do, tried on a real InfluxDB: the same story for each, told in minutes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { alerted } from "../../model/buckets.ts";
import type { ModelSettings } from "../../model/settings.ts";
import {
  type AlertWorld,
  application,
  cluster,
  inSharedLayout,
  instant,
  type Message,
} from "../support/alerts.ts";
import type {
  AlertSample,
  EventSample,
  Like,
  Minute,
  Said,
  StateSample,
} from "../../model/alerts/samples/sample.ts";

/** Makes a world for an alert. */
export type MakeWorld = (
  id: string,
  change?: (settings: ModelSettings) => ModelSettings,
) => Promise<AlertWorld>;

/** The tests of one alert. `begin` is called inside of their suite, so that what it starts is theirs. */
export function testAlert(row: AlertSample, begin: () => MakeWorld): void {
  // One at a time: how many alerts are tried at a time is all that says how much the machine has to do.
  describe(row.id, { concurrency: 1 }, () => {
    const makeWorld = begin();
    if (row.kind === "state") testState(row, makeWorld);
    else testEvents(row, makeWorld);
    test("a tag or field that is missing does no harm", () => holes(row, makeWorld));
  });
}

/** Time in a world: points are written minute by minute, tasks run at their ticks. */
class Story {
  readonly world: AlertWorld;
  readonly row: StateSample;
  readonly every: number;
  minute = 0;
  readonly #spent: Record<Like, number> = { fine: 0, bad: 0, worse: 0 };

  constructor(world: AlertWorld, row: StateSample) {
    this.world = world;
    this.row = row;
    this.every = world.alert.everySeconds / 60;
  }

  /** Minutes after which the alert has to have seen what began. */
  get takes(): number {
    return this.row.takes ?? this.world.alert.windowSeconds / 60 + 2 * this.every;
  }

  /** Lets the subject be like that for some minutes. */
  async write(like: Like, minutes: number): Promise<void> {
    const points: (readonly [number, readonly Point[]])[] = [];
    for (let passed = 0; passed < minutes; passed += 1) {
      this.minute += 1;
      this.#spent[like] += 1;
      const seconds = secondsOf(this.minute);
      const at: Minute = { index: this.minute, seconds, spent: { ...this.#spent } };
      points.push([this.minute, this.row.points(like, at)]);
    }
    await this.world.writeAll(points);
  }

  /** Lets it be like that for as long as the alert takes, and runs the tasks at some ticks on the way. */
  async pass(like: Like, { minutes = this.takes, runs = 3 } = {}): Promise<readonly Message[]> {
    const whole = Math.ceil(minutes / this.every) * this.every;
    await this.write(like, whole);
    for (let run = runs - 1; run >= 0; run -= 1) await this.tick(this.minute - run * this.every);
    return this.world.messages();
  }

  /** One run of the alert, and one of the delivery a minute later. */
  async tick(minute = this.minute): Promise<void> {
    await this.world.find(minute + soon);
    await this.world.deliver(minute + 1);
  }

  /** Time in which nothing runs and nothing is written. */
  rest(minutes: number): void {
    this.minute += Math.ceil(minutes / this.every) * this.every;
  }
}

function secondsOf(minute: number): number {
  return Date.parse(instant(minute)) / 1000;
}

/** A run sees the points of its own minute when it is due a second after them. */
const soon = 1 / 60;
const day = 24 * 60;

function testState(row: StateSample, makeWorld: MakeWorld): void {
  const begin = async (): Promise<Story> => new Story(await makeWorld(row.id), row);
  const said = ({ world }: Story, expected: Said | undefined, messages: readonly Message[]): Promise<void> =>
    explained(world, () => expectSaid(row, expected, messages));

  test("says nothing within its limits, and once what is beyond, whatever the number of runs", async () => {
    const story = await begin();
    await said(story, undefined, await story.pass("fine"));
    await said(story, row.bad, await story.pass("bad", { runs: 4 }));
    await said(story, undefined, await story.pass("bad"));
    if (row.worse !== undefined) {
      await said(story, row.worse, await story.pass("worse"));
      await said(story, undefined, await story.pass("worse"));
    }
  });

  test("says the same in the shared layout", async () => {
    const story = new Story(await makeWorld(row.id, inSharedLayout), row);
    await said(story, undefined, await story.pass("fine", { runs: 1 }));
    await said(story, row.bad, await story.pass("bad", { runs: 2 }));
  });

  test("runs as a task of the server", async () => {
    const story = await begin();
    await story.write("fine", story.every);
    await story.write("bad", Math.ceil(story.takes / story.every) * story.every);
    await story.world.runTasks(story.minute + soon);
    await said(story, row.bad, story.world.messages());
  });

  test("repeats after the interval, if it repeats, and says once that it is resolved", async () => {
    const story = await begin();
    await story.pass("fine", { runs: 1 });
    await said(story, row.bad, await story.pass("bad", { runs: 2 }));
    story.rest(day);
    await said(story, row.repeats === false ? undefined : row.bad, await story.pass("bad", { runs: 2 }));
    await story.pass("fine", { runs: 0 });
    const resolved = await story.pass("fine", { minutes: resolveMinutes(story), runs: 3 });
    expectResolved(row, resolved);
    assert.deepEqual(await story.pass("fine"), []);
  });

  test("tries again what the receiver did not take", async () => {
    const story = await begin();
    await story.pass("fine", { runs: 1 });
    story.world.answer(500);
    await story.pass("bad", { runs: 2 });
    story.world.answer(200);
    await story.world.deliver(story.minute + 2);
    await said(story, row.bad, story.world.messages());
    await story.world.deliver(story.minute + 3);
    await said(story, undefined, story.world.messages());
  });
}

function resolveMinutes({ world: { alert }, every }: Story): number {
  return (alert.resolveSeconds ?? alert.everySeconds * 2) / 60 + 3 * every;
}

function testEvents(row: EventSample, makeWorld: MakeWorld): void {
  const said = (world: AlertWorld, times: number, messages: readonly Message[]): Promise<void> =>
    explained(world, () => {
      for (const message of messages) expectSaid(row, row.bad, [message]);
      assert.equal(messages.length, times);
    });
  const begin = async (): Promise<{
    world: AlertWorld;
    run: (minute: number) => Promise<readonly Message[]>;
  }> => {
    const world = await makeWorld(row.id);
    const run = async (minute: number): Promise<readonly Message[]> => {
      await world.find(minute + soon);
      await world.deliver(minute + 1);
      return world.messages();
    };
    return { world, run };
  };

  test("tells each event once, and nothing else", async () => {
    const { world, run } = await begin();
    await world.write(row.points("fine"), 1);
    await said(world, 0, await run(5));
    await world.write(row.points("bad"), 6);
    await said(world, 1, await run(10));
    await said(world, 0, await run(11));
    await world.write(row.points("bad"), 12);
    await world.write(row.points("bad"), 13);
    await said(world, 2, await run(15));
    await said(world, 0, await run(20));
  });

  test("tells the same in the shared layout", async () => {
    const world = await makeWorld(row.id, inSharedLayout);
    await world.write(row.points("fine"), 1);
    await world.write(row.points("bad"), 2);
    await world.find(5);
    await world.deliver(6);
    await said(world, 1, world.messages());
  });

  test("runs as a task of the server, which finds what happened while it did not run", async () => {
    const { world } = await begin();
    await world.write(row.points("bad"), 1);
    await world.runTasks(2);
    await said(world, 1, world.messages());
  });

  test("tries again what the receiver did not take, also when it is long ago", async () => {
    const { world, run } = await begin();
    await world.write(row.points("bad"), 1);
    world.answer(500);
    await said(world, 0, await run(5));
    await said(world, 0, await run(10));
    world.answer(200);
    await world.deliver(10 + day);
    await said(world, 1, world.messages());
    await said(world, 0, await run(15 + day));
  });
}

/** Says with a failure what is remembered of the deliveries, because an answer that came too late is told again. */
async function explained(world: AlertWorld, expectation: () => void): Promise<void> {
  try {
    expectation();
  } catch (cause) {
    const remembered = await Promise.all(["alert", "event"].map((kind) => world.rows(alerted, kind)));
    throw new Error(`${String(cause)}\nRemembered: ${JSON.stringify(remembered.flat())}`, { cause });
  }
}

function expectSaid(row: AlertSample, said: Said | undefined, messages: readonly Message[]): void {
  if (said === undefined) {
    assert.deepEqual(messages, []);
    return;
  }
  const [message, ...more] = messages;
  assert.deepEqual(more, []);
  assert(message !== undefined, `${row.id} said nothing`);
  expectPlace(row, message);
  assert.equal(message.severity, said.severity);
  assert.match(message.text, said.text);
}

function expectResolved(row: AlertSample, messages: readonly Message[]): void {
  const [message, ...more] = messages;
  assert.deepEqual(more, []);
  assert(message !== undefined, `${row.id} did not say that it is resolved`);
  expectPlace(row, message);
  assert.equal(message.severity, "resolved");
}

function expectPlace(row: AlertSample, message: Message): void {
  assert.deepEqual(
    {
      alert: message.alert,
      cluster: message.cluster,
      application: message.application,
      subject: message.subject,
    },
    {
      alert: row.id,
      cluster: row.cluster ?? cluster,
      application: row.application ?? application,
      subject: row.subject,
    },
  );
}

/** Runs over points that lack each of their columns in turn, and over none at all. */
async function holes(row: AlertSample, makeWorld: MakeWorld): Promise<void> {
  const world = await makeWorld(row.id);
  const minutes = Math.ceil(world.alert.windowSeconds / 60) + 5;
  const pointsOf = (index: number, minute: number): readonly Point[] =>
    row.kind === "event"
      ? row.points("bad")
      : row.points("bad", { index, seconds: secondsOf(minute), spent: { fine: 0, bad: index, worse: 0 } });
  const sample = pointsOf(1, 1);
  const columns = new Set(
    sample.flatMap(({ tags, fields }) => [
      ...Object.keys(tags).map((name) => ["tags", name].join()),
      ...Object.keys(fields).map((name) => ["fields", name].join()),
    ]),
  );
  let begins = 0;
  for (const column of ["", ...columns]) {
    const [kind = "", name = ""] = column.split(",");
    const from = begins;
    const points = Array.from({ length: column === "" ? 0 : minutes }, (_, index) => {
      const lacking = pointsOf(index + 1, from + index + 1).map((point) => without(point, kind, name));
      return [from + index + 1, lacking] as const;
    });
    await world.writeAll(points);
    await world.find(from + minutes + soon);
    await world.deliver(from + minutes + 1);
    begins += day;
  }
}

function without(point: Point, kind: string, name: string): Point {
  return kind === "tags"
    ? { ...point, tags: { ...point.tags, [name]: undefined } }
    : { ...point, fields: { ...point.fields, [name]: undefined } };
}
