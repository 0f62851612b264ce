/** What is said of a message that its receiver refuses for ever, while the channel takes others. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { alertParts, alertWorld, instant } from "../support/alerts.ts";

const parts = alertParts();
const day = 24 * 60;

interface Mark {
  readonly measurement?: "alert" | "event";
  readonly application?: string;
  /** The level that waits. */
  readonly pending?: bigint;
}

/** A message at the minute of its first attempt, or of its event, which was tried so often. */
function refused(
  failures: number,
  { measurement = "alert", application = "portal", pending = 2n }: Mark = {},
): Point {
  const tags = { channel: "mail", alert: "x", cluster: "idfdev", application, subject: "a" };
  const error = "the receiver answered 400";
  return { measurement, tags, fields: { sent: 0n, failures: BigInt(failures), pending, error } };
}

/** Another message, which arrived at that minute. */
function taken(minute: number): Point {
  const tags = { channel: "mail", alert: "x", cluster: "idfdev", application: "portal", subject: "b" };
  const sent = BigInt(Date.parse(instant(minute))) * 1_000_000n;
  return { measurement: "alert", tags, fields: { sent, failures: 0n, pending: 0n, error: "" } };
}

/** What is told at a minute, of points by minute. */
async function told(
  minute: number,
  ...points: readonly (readonly [minute: number, point: Point])[]
): Promise<string> {
  const place = await alertWorld(parts, "alert-path-broken");
  await place.writeAll(points.map(([at, point]) => [at, [point]]));
  await place.find(minute);
  await place.deliver(minute + 1);
  return place
    .messages()
    .map(({ severity, subject, text }) => `${severity} ${subject}: ${text}`)
    .join("\n");
}

const said = (span: string, severity = "warning", application = "portal"): string =>
  `${severity} mail: one message was refused for ${span} (limit 60 minutes): x/idfdev/${application}/a: the receiver answered 400`;

describe("a message that is refused while others arrive", { concurrency: 2 }, () => {
  test("is told of after an hour, and for as long as it is remembered", async () => {
    assert.equal(await told(60, [1, refused(59)], [30, taken(30)]), "");
    assert.equal(await told(61, [1, refused(60)], [30, taken(30)]), said("60 minutes"));
    assert.equal(await told(2 * day + 60, [1, refused(2 * day + 59)], [30, taken(30)]), said("2 days"));
  });

  test("is as bad as what it says, and the worst of several counts", async () => {
    const critical = refused(60, { application: "nublado", pending: 3n });
    assert.equal(
      await told(80, [1, refused(79)], [20, critical], [70, taken(70)]),
      said("60 minutes", "critical", "nublado"),
    );
    // One that is to say that all is well again.
    assert.equal(await told(61, [1, refused(60, { pending: 0n })], [30, taken(30)]), said("60 minutes"));
  });

  test("is told from one on the same subject of another application", async () => {
    const other = { ...taken(30), tags: { ...refused(0).tags, application: "nublado" } };
    assert.equal(await told(61, [1, refused(60)], [30, other]), said("60 minutes"));
  });

  test("is not told of when it was given up, and is when it is tried after a rest", async () => {
    assert.equal(await told(300, [1, refused(100)], [30, taken(30)]), "");
    assert.equal(await told(300, [1, refused(200)], [30, taken(30)]), said("4 hours"));
  });

  test("may be about an event, whose attempts are counted", async () => {
    const event = (failures: number): Point => refused(failures, { measurement: "event" });
    assert.equal(await told(70, [1, event(59)], [50, taken(50)]), "");
    assert.equal(await told(70, [1, event(60)], [50, taken(50)]), said("60 minutes"));
  });

  test("is part of what is said of the channel when that takes nothing any more", async () => {
    assert.match(await told(200, [1, refused(199)]), /^critical mail: nothing was delivered for 3 hours/);
  });
});
