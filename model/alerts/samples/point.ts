/** A value of a field: numbers are floats, bigints integers. */
export type FieldValue = number | bigint | boolean | string;

/** A point without its time. */
export interface Point {
  readonly measurement: string;
  /** A tag that is undefined is not there. */
  readonly tags: Readonly<Record<string, string | undefined>>;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
}
