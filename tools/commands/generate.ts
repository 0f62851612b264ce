import { generate } from "../../packages/influxdb/schema/generate.ts";

/** Rewrites the provider's typed resource classes from its definitions. */
export default async function (): Promise<number> {
  const changed = await generate();
  console.log(changed.length === 0 ? "generated files are up to date" : `rewrote ${changed.join(", ")}`);
  return 0;
}
