import { readFileSync } from "node:fs";
import { serveProvider } from "./server.ts";

/** How often it looks whether the engine that started it still lives. */
const PARENT_CHECK_MS = 2000;

const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
const { version } = JSON.parse(manifest) as { version: string };

const server = await serveProvider(version);
// The engine reads the port from the first line, and nothing else may ever be written there.
process.stdout.write(`${server.port}\n`);

const exit = () => {
  void server.close().finally(() => process.exit(0));
};
process.on("SIGTERM", exit);
// How the engine ends a plugin. Ctrl-C at the terminal goes to the engine alone: plugins have a group of their own.
process.on("SIGINT", exit);
// An engine that was killed cannot ask: without it there is nothing left to do.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) exit();
}, PARENT_CHECK_MS).unref();
