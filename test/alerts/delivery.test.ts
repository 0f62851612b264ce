/** What is told of a subject over time, when the delivery runs each minute as it does in production. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { type AlertWorld, alertParts, alertWorld, cluster } from "../support/alerts.ts";

const parts = alertParts();

const asked = (works: boolean): Point => ({
  measurement: "http_response",
  tags: {
    cluster,
    server: "https://portal.example.org",
    method: "GET",
    result: works ? "success" : "timeout",
  },
  fields: works ? { result_code: 0n, http_response_code: 200n, response_time: 0.1 } : { result_code: 4n },
});

/** A site that does not answer in these minutes, of so many. */
async function site(minutes: number, away: (minute: number) => boolean): Promise<AlertWorld> {
  const world = await alertWorld(parts, "site-unreachable");
  await world.writeAll(Array.from({ length: minutes }, (_, minute) => [minute, [asked(!away(minute))]]));
  return world;
}

/** Runs the alert each five minutes and the delivery each minute; what was told, and in which. */
async function told(world: AlertWorld, from: number, to: number): Promise<readonly string[]> {
  const all: string[] = [];
  for (let minute = from; minute <= to; minute += 1) {
    if (minute % 5 === 0) await world.find(minute);
    await world.deliver(minute + 0.5);
    all.push(...world.messages().map(({ severity }) => `${minute} ${severity}`));
  }
  return all;
}

const within = (first: number, end: number) => (minute: number) => minute >= first && minute < end;

describe("a state, when it is delivered each minute", { concurrency: 2 }, () => {
  test("is told once and resolved once, however long its last finding still counts", async () => {
    const world = await site(60, within(10, 20));
    assert.deepEqual(await told(world, 5, 45), ["15 critical", "30 resolved"]);
  });

  test("is told again when it comes again, as one that began then", async () => {
    const away = within(10, 20);
    const again = within(40, 50);
    const world = await site(60, (minute) => away(minute) || again(minute));
    assert.deepEqual(await told(world, 5, 47), ["15 critical", "30 resolved", "45 critical"]);
    const [last] = (await world.rows("alerted_", "alert")).slice(-1);
    assert.equal(new Date(Number(last?.["since"]) / 1e6).toISOString(), "2020-01-15T00:45:00.000Z");
  });

  test("that is over when its receiver is back is told all the same, and then resolved", async () => {
    const world = await site(100, within(10, 20));
    world.answer(500);
    assert.deepEqual(await told(world, 10, 79), []);
    world.answer(200);
    assert.deepEqual(await told(world, 80, 85), ["80 critical", "81 resolved"]);
  });
});
