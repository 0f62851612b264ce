import { dirname } from "node:path";

/** Root of the project: where `package.json`, `Pulumi.yaml` and the stack files stand. */
export const projectRoot = dirname(import.meta.dirname);
