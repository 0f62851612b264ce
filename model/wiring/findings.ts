/** Findings that may be right as they are: each can be silenced in the stack file, with a reason. */
import type { Fault } from "../faults.ts";
import { keyFault, removeCommand } from "../keys.ts";
import type { ConfigurationSource } from "../settings.ts";
import { didYouMean, listNames } from "../suggest.ts";

/** Checks whose findings can be silenced. */
export const silenceable = ["input", "key", "route", "capacity", "pattern", "arrival", "kafka-time"] as const;
export type Check = (typeof silenceable)[number];

/** A fault that somebody may have meant. */
export interface Finding extends Fault {
  /**
   * `input`: reads what nothing writes · `key`: a subject that holds a value or a time · `route`: reaches no
   * channel · `capacity`: grows without a bound · `pattern`, `arrival`, `kafka-time`: a Kafka sink that may lose or
   * double points.
   */
  readonly check: Check;
  /** Alert, bucket or sink it is about; of a route also the severity that nobody listens to. */
  readonly of: string;
}

/** One silenced finding of the stack file. */
export interface Silence {
  readonly check: Check;
  readonly of: string;
  readonly reason: string;
}

/** The findings that are not silenced, and silences that silence nothing. */
export function unsilenced(
  findings: readonly Finding[],
  silences: readonly Silence[],
  source: ConfigurationSource,
): readonly Fault[] {
  const kept = findings.filter(
    ({ check, of }) => !silences.some((silence) => silence.check === check && silence.of === of),
  );
  const known = [...new Set(findings.map(({ of }) => of))];
  const idle = silences.flatMap((silence, index) => {
    if (findings.some(({ check, of }) => check === silence.check && of === silence.of)) return [];
    const path = ["wiring", "ignore", index];
    return [
      keyFault(source, path, {
        found: `check \`${silence.check}\` of \`${silence.of}\`, which finds nothing${didYouMean(silence.of, known)}`,
        expected:
          known.length === 0 ? "no silences: there are no findings" : `a finding of ${listNames(known)}`,
        mend: removeCommand(source, path),
      }),
    ];
  });
  return [...kept.map(withSilence), ...idle];
}

function withSilence({ check, of, where, found, expected, mend }: Finding): Fault {
  const silence = `{check: ${check}, of: ${of}, reason: …}`;
  return {
    where,
    found,
    expected,
    mend: `${mend}; or, if it is meant, add ${silence} to monitoring:wiring.ignore`,
  };
}
