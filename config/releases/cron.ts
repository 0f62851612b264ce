/** Cron expressions as Kubernetes takes them: minute, hour, day of the month, month, day of the week. */

export const cronForm = "a cron expression with five fields such as `17 3 * * *`";

const bounds = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  {
    least: 1,
    most: 12,
    names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  },
  { least: 0, most: 6, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] },
] as const;

type Bounds = (typeof bounds)[number];

/** Whether Kubernetes would take it. Descriptors such as `@daily` are left out: all clusters would run at midnight. */
export function isCron(text: string): boolean {
  const fields = text.split(/ +/);
  return (
    fields.length === bounds.length &&
    bounds.every((each, index) => (fields[index] ?? "").split(",").every((part) => isPart(part, each)))
  );
}

/** `*`, `5`, `MON`, `1-5`, each perhaps with a step: `0-30/5`. */
function isPart(part: string, field: Bounds): boolean {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*") return true;
  const [from, to, ...others] = range.split("-").map((value) => valueOf(value, field));
  if (others.length > 0 || from === undefined) return false;
  return range.includes("-") ? to !== undefined && from <= to : true;
}

function valueOf(text: string, { least, most, names }: Bounds): number | undefined {
  const named = names.findIndex((name) => name === text.toUpperCase());
  if (named >= 0) return named + least;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return value >= least && value <= most ? value : undefined;
}
