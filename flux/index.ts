/** Flux: task templates and the compiler that binds typed values into them. */
export { compileTask, compileTasks, readTemplates, type TaskValues, type Templates } from "./compile.ts";
export type { FluxSource } from "./diagnostics.ts";
export { loadTemplates } from "./load.ts";
export type { Template } from "./template.ts";
