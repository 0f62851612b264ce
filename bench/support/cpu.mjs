// Loaded into every Node.js process that the engine starts (NODE_OPTIONS): says at its end what it used.
import { appendFileSync } from "node:fs";

const file = process.env["BENCH_CPU_FILE"];
if (file !== undefined) {
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    appendFileSync(file, `${(user + system) / 1000}\n`);
  });
}
