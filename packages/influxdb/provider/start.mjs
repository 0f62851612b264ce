// JavaScript, because a Node.js that is too old can run nothing else.
const MINIMUM = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
  process.stderr.write(
    `pulumi-resource-influxdb: found Node.js ${process.version} on PATH, expected ${MINIMUM.join(".")} or newer\n`,
  );
  process.exit(1);
}
await import("./main.ts");
