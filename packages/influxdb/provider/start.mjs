// JavaScript, because a Node.js that is too old can run nothing else.
const MINIMUM = { major: 22, minor: 18 };

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < MINIMUM.major || (major === MINIMUM.major && minor < MINIMUM.minor)) {
  process.stderr.write(
    `pulumi-resource-influxdb: found Node.js ${process.version} on PATH, expected ${MINIMUM.major}.${MINIMUM.minor} or newer\n`,
  );
  process.exit(1);
}
await import("./main.ts");
