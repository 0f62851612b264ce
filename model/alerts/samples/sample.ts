/** What an alert is tried on: points of one subject, fine or bad, and what is to be said of it. */
import type { Severity } from "../definition.ts";
import type { Point } from "./point.ts";

/** How the subject is: just within the limits, just beyond the first, just beyond the second. */
export type Like = "fine" | "bad" | "worse";

/** A minute of a test, with what counters need to grow. */
export interface Minute {
  /** Minutes since the test began. */
  readonly index: number;
  /** The minute's instant, in seconds since 1970. */
  readonly seconds: number;
  /** Minutes so far in which the subject was like that, this one included. */
  readonly spent: Readonly<Record<Like, number>>;
}

/** What is said of a subject. */
export interface Said {
  readonly severity: Severity;
  /** What the text of the message has to match. */
  readonly text: RegExp;
}

interface Sample {
  /** The alert. */
  readonly id: string;
  readonly subject: string;
  /** @default the application whose points they are */
  readonly application?: string;
  /** @default that of the tests, `idfdev` */
  readonly cluster?: string;
  readonly bad: Said;
}

/** An alert of a state. */
export interface StateSample extends Sample {
  readonly kind: "state";
  /**
   * Points of one minute in which the subject is like that; the same series each time. None where the absence of points
   * is what is found.
   */
  readonly points: (like: Like, minute: Minute) => readonly Point[];
  /** What is said when it is worse; absent where there is one severity. */
  readonly worse?: Said;
  /** False where a subject is sent once, however long it lasts. @default true */
  readonly repeats?: false;
  /** Minutes that it has to be bad until it is found. @default the window of the alert and two of its runs */
  readonly takes?: number;
}

/** An alert of events. */
export interface EventSample extends Sample {
  readonly kind: "event";
  /** Points of one event: `bad` one that is to be told, `fine` one that is not. */
  readonly points: (like: "fine" | "bad") => readonly Point[];
}

export type AlertSample = StateSample | EventSample;
