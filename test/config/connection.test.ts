import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { settingsFrom } from "../../config/settings.ts";
import { readStackFile } from "../../config/stack-file.ts";
import type { Fault } from "../../model/faults.ts";
import { readStack, type StackUnderTest } from "../support/configuration.ts";

const file = "Pulumi.test.yaml";
const secretCommand = "pulumi config set --secret monitoring:token --stack test";
const start = "npm start (it runs an InfluxDB on this machine and supplies URL and token)";
const tokenFile = {
  token: undefined,
  influxdb: "{url: 'http://localhost:8086/', org: monitoring, tokenFile: token}",
};
const client = { role: "client", influxdb: undefined, token: undefined };

const refused = (title: string, stack: StackUnderTest, faults: readonly Fault[]) => {
  it(title, (t) => {
    const read = readStack(t, stack);
    assert.deepEqual(read.faults, faults);
  });
};

describe("the connection to a server", () => {
  it("takes the token from the configuration, and leaves it closed", (t) => {
    const { settings, faults } = readStack(t, {});
    assert.deepEqual(faults, []);
    assert.deepEqual(settings.connection, {
      url: "http://localhost:8086",
      org: "monitoring",
      token: { from: "configuration" },
      healthTimeoutSeconds: 60,
      certificates: {},
    });
  });

  it("takes the token from a file, and the URL without its last slash", (t) => {
    const { settings, faults } = readStack(t, { keys: tokenFile, files: { token: "s3cret\n" } });
    assert.deepEqual(faults, []);
    assert.equal(settings.connection?.url, "http://localhost:8086");
    assert.deepEqual(settings.connection.token, { from: "file", content: "s3cret" });
  });

  it("is left open for who asks what should exist", (t) => {
    const { settings, faults } = readStack(t, {
      keys: { influxdb: undefined, token: undefined },
      connection: "optional",
    });
    assert.deepEqual(faults, []);
    assert.equal(settings.connection, undefined);
  });

  it("is not left open where the stack declares the server: its organization is made by this file", (t) => {
    const { faults } = readStack(t, {
      keys: {
        influxdb: undefined,
        token: undefined,
        kubernetes: "{context: test}",
        releases: "{influxdb: {}}",
      },
      connection: "optional",
    });
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${file}: monitoring:influxdb.org`],
    );
  });

  refused("is missing, all of it", { keys: { influxdb: undefined, token: undefined } }, [
    {
      where: `${file}: monitoring:influxdb.url`,
      found: "nothing",
      expected: "the URL of the server",
      mend: "pulumi config set --path monitoring:influxdb.url https://influxdb.example.org --stack test",
    },
    {
      where: `${file}: monitoring:influxdb.org`,
      found: "nothing",
      expected: "the name of the organization",
      mend: "pulumi config set --path monitoring:influxdb.org monitoring --stack test",
    },
    {
      where: `${file}: monitoring:token`,
      found: "nothing, and no influxdb.tokenFile",
      expected: "the admin token of the organization, as a secret",
      mend: secretCommand,
    },
  ]);

  it("of the local stack comes from npm start", (t) => {
    const { faults } = readStack(t, {
      stack: "local",
      keys: { influxdb: "{org: monitoring}", token: undefined },
    });
    assert.deepEqual(
      faults.map(({ where, mend }) => [where, mend]),
      [
        ["Pulumi.local.yaml: monitoring:influxdb.url", start],
        ["Pulumi.local.yaml: monitoring:token", start],
      ],
    );
  });

  for (const [title, url] of [
    ["another protocol", "ftp://host"],
    ["a query", "http://host/?q=1"],
    ["no URL", "host"],
  ] as const) {
    refused(`refuses a URL with ${title}`, { keys: { influxdb: `{url: '${url}', org: x}` } }, [
      {
        where: `${file}: monitoring:influxdb.url`,
        found: JSON.stringify(url),
        expected: "an http or https URL without credentials, query and fragment",
        mend: "pulumi config set --path monitoring:influxdb.url https://influxdb.example.org --stack test",
      },
    ]);
  }

  refused(
    "never shows the credentials of a URL",
    { keys: { influxdb: "{url: 'http://me:pass@host', org: x}" } },
    [
      {
        where: `${file}: monitoring:influxdb.url`,
        found: "a URL with credentials",
        expected: "an http or https URL without credentials, query and fragment",
        mend: "pulumi config set --path monitoring:influxdb.url https://influxdb.example.org --stack test",
      },
    ],
  );

  refused(
    "refuses an organization padded with blanks",
    { keys: { influxdb: "{url: 'http://host', org: ' x'}" } },
    [
      {
        where: `${file}: monitoring:influxdb.org`,
        found: '" x"',
        expected: "the name of an organization, without blanks at its ends",
        mend: "pulumi config set --path monitoring:influxdb.org monitoring --stack test",
      },
    ],
  );
});

describe("the token", () => {
  refused("in plain text is refused and not shown", { keys: { token: "s3cret" } }, [
    {
      where: `${file}: monitoring:token`,
      found: "a token in plain text",
      expected: "a secret",
      mend: `${secretCommand}; whoever has read the file has the token: make a new one`,
    },
  ]);

  refused("is given once", { keys: { ...tokenFile, token: "{secure: x}" }, files: { token: "s3cret" } }, [
    {
      where: `${file}: monitoring:influxdb.tokenFile`,
      found: "a file besides monitoring:token",
      expected: "one of the two: monitoring:token or influxdb.tokenFile",
      mend: "pulumi config rm --path monitoring:influxdb.tokenFile --stack test",
    },
  ]);

  const fileFault = (found: string, mend: (path: string) => string, prepare: (path: string) => void) => {
    it(`has a file of its own, refused when it is: ${found}`, (t) => {
      const { root } = readStack(t, { keys: tokenFile });
      const path = join(root, "token");
      prepare(path);
      const { faults } = settingsFrom(readStackFile(root, "test"), { root, connection: "required" });
      assert.deepEqual(faults, [
        {
          where: `${file}: monitoring:influxdb.tokenFile`,
          found: `"token": ${found}`,
          expected: "a file with mode 0600 that holds only the token",
          mend: mend(path),
        },
      ]);
    });
  };

  const write = (path: string) => `write the token into ${path}, with mode 0600`;
  fileFault("no such file", write, () => undefined);
  fileFault("a file that is empty or holds more than a token", write, (path) => {
    writeFileSync(path, " \n", { mode: 0o600 });
  });
  fileFault(
    "mode 0640, which lets others read it",
    (path) => `chmod 600 ${path}`,
    (path) => {
      writeFileSync(path, "s3cret", { mode: 0o600 });
      chmodSync(path, 0o640);
    },
  );

  it("is the only secret there is, but for those of monitoring:secrets", (t) => {
    const { faults } = readStack(t, { keys: { influxdb: "{url: {secure: v1:x}, org: monitoring}" } });
    assert.deepEqual(faults[0], {
      where: `${file}: monitoring:influxdb`,
      found: "a secret",
      expected:
        "a plain value; of all configuration only `monitoring:token` and `monitoring:secrets` are kept secret",
      mend: `write the value of monitoring:influxdb into ${file} as it is`,
    });
  });
});

describe("the server of a client", () => {
  const stack = "{stack: organization/monitoring/roundtable}";

  it("stands in the outputs of another stack", (t) => {
    const { settings, faults } = readStack(t, { keys: { ...client, server: stack } });
    assert.deepEqual(faults, []);
    assert.deepEqual(settings.serverStack, { stack: "organization/monitoring/roundtable" });
    assert.equal(settings.connection, undefined);
  });

  it("or is told directly", (t) => {
    const { settings, faults } = readStack(t, { keys: { role: "client" } });
    assert.deepEqual(faults, []);
    assert.equal(settings.connection?.url, "http://localhost:8086");
    assert.equal(settings.serverStack, undefined);
  });

  refused("but not left out", { keys: client }, [
    {
      where: `${file}: monitoring:server`,
      found: "nothing, and no influxdb.url",
      expected: "the stack that declares the server, or influxdb.url, influxdb.org and token",
      mend: "pulumi config set --path monitoring:server.stack organization/monitoring/roundtable --stack test",
    },
  ]);

  refused("nor told twice", { keys: { ...client, server: stack, influxdb: "{url: 'http://host'}" } }, [
    {
      where: `${file}: monitoring:influxdb.url`,
      found: "influxdb.url besides server.stack",
      expected: "one of the two: the server's stack, or monitoring:influxdb and monitoring:token",
      mend: "pulumi config rm --path monitoring:influxdb.url --stack test",
    },
  ]);

  refused(
    "is a stack with organization and project",
    { keys: { ...client, server: "{stack: roundtable}" } },
    [
      {
        where: `${file}: monitoring:server.stack`,
        found: '"roundtable"',
        expected: "a stack as `<organization>/<project>/<stack>`",
        mend: "pulumi config set --path monitoring:server.stack organization/monitoring/roundtable --stack test",
      },
    ],
  );

  refused("is no business of a server", { keys: { server: stack } }, [
    {
      where: `${file}: monitoring:server`,
      found: "the server of another stack, for role `both`",
      expected: "`server` only for role `client`; this stack declares its server itself",
      mend: "pulumi config rm monitoring:server --stack test",
    },
  ]);
});
