import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../config.ts";
import { buildModel } from "../../model/model.ts";
import { directoryWith } from "../support/configuration.ts";

const unused = (): never => {
  throw new Error("configuration declares no resource");
};

const environments = '[{"name":"idfdev","applications":["portal"]}]';
const server = {
  "monitoring:role": "both",
  "monitoring:environments": environments,
  "monitoring:influxdb": '{"url":"http://localhost:8086","org":"monitoring"}',
  "monitoring:token": "s3cret",
};
const client = {
  "monitoring:role": "client",
  "monitoring:environments": environments,
  "monitoring:server": '{"stack":"organization/monitoring/roundtable"}',
};

function configure(values: Record<string, string>, secrets: string[] = ["monitoring:token"]): void {
  pulumi.runtime.setAllConfig({ "pulumi:disable-default-providers": "[]", ...values }, secrets);
}

/** What an output resolves to, and whether it is a secret. */
async function open<T>(output: pulumi.Output<T> | undefined): Promise<{ value: T; secret: boolean }> {
  assert.ok(output !== undefined);
  const value = await new Promise<T>((resolve) => {
    output.apply(resolve);
  });
  return { value, secret: await pulumi.isSecret(output) };
}

describe("the settings of the stack that the engine runs", () => {
  before(async () => {
    await pulumi.runtime.setMocks({ newResource: unused, call: unused }, "monitoring", "test");
  });

  it("of a server carry its token as a secret", async () => {
    configure(server);
    const { declared, faults, accept } = readSettings();
    assert.deepEqual(faults, []);
    assert.deepEqual(declared.source, { stack: "test", file: "Pulumi.test.yaml" });
    const settings = accept(buildModel(declared).faults);
    assert.equal(settings.role, "both");
    const { token, ...plain } = settings.influxdb;
    assert.deepEqual(plain, {
      url: "http://localhost:8086",
      org: "monitoring",
      healthTimeoutSeconds: 60,
      certificates: {},
    });
    assert.deepEqual(await open(token), { value: "s3cret", secret: true });
  });

  it("make a secret of a token from a file", async (t) => {
    const root = directoryWith(t, { token: "from-file\n" });
    configure({
      ...server,
      "monitoring:token": "",
      "monitoring:influxdb": JSON.stringify({ url: "http://host", org: "x", tokenFile: join(root, "token") }),
    });
    const settings = readSettings().accept([]);
    assert.equal(settings.role, "both");
    assert.deepEqual(await open(settings.influxdb.token), { value: "from-file", secret: true });
  });

  describe("of a server with secrets", () => {
    const both = ["monitoring:token", "monitoring:secrets"];
    const given = { ...server, "monitoring:secrets": '{"ops-url":"https://hush","a.b":"x"}' };

    it("carry each as a secret, and tell the model only the keys", async () => {
      configure(given, both);
      const { declared, faults, accept } = readSettings();
      assert.deepEqual(faults, []);
      assert.deepEqual(declared.secrets, ["ops-url", "a.b"]);
      const settings = accept([]);
      assert.equal(settings.role, "both");
      const opened = await Promise.all(
        [...settings.secrets].map(async ([key, value]) => [key, await open(value)] as const),
      );
      assert.deepEqual(opened, [
        ["ops-url", { value: "https://hush", secret: true }],
        ["a.b", { value: "x", secret: true }],
      ]);
    });

    it("have none where there are none", () => {
      configure(server);
      const settings = readSettings().accept([]);
      assert.equal(settings.role, "both");
      assert.deepEqual([...settings.secrets], []);
    });

    it("are refused when the engine knows none of them as a secret", () => {
      configure(given);
      assert.deepEqual(
        readSettings().faults.map(({ where, found }) => [where, found]),
        [
          ["Pulumi.test.yaml: monitoring:secrets.ops-url", "a value in plain text"],
          ['Pulumi.test.yaml: monitoring:secrets["a.b"]', "a value in plain text"],
        ],
      );
    });

    it("are refused when the stack file has one of them in plain text, which the engine does not tell", (t) => {
      configure(given, both);
      const text = "config:\n  monitoring:secrets:\n    ops-url: https://hush\n    a.b: {secure: v1:x}\n";
      const { faults, accept } = readSettings(directoryWith(t, { "Pulumi.test.yaml": text }));
      assert.deepEqual(
        faults.map(({ where, found }) => [where, found]),
        [["Pulumi.test.yaml: monitoring:secrets.ops-url", "a value in plain text"]],
      );
      assert.throws(
        () => accept([]),
        (error) => {
          assert.ok(pulumi.RunError.isInstance(error));
          assert.doesNotMatch(error.message, /hush/);
          return true;
        },
      );
    });
  });

  it("of a client name the stack of its server", () => {
    configure(client);
    const settings = readSettings().accept([]);
    assert.equal(settings.role, "client");
    assert.deepEqual(settings.upstream, { stack: "organization/monitoring/roundtable" });
  });

  it("refuse a token that the engine does not know as a secret", () => {
    configure(server, []);
    const [fault, ...others] = readSettings().faults;
    assert.deepEqual(others, []);
    assert.equal(fault?.found, "a token in plain text");
  });

  it("are refused with all faults at once, of configuration, model and Flux, and no secret among them", () => {
    configure({
      ...server,
      "monitoring:token": "s3 cret",
      "monitoring:buckets": '{"retention":"1m","extra":{"portal":{}}}',
    });
    const { declared, accept } = readSettings();
    const { faults } = buildModel(declared);
    const flux = { where: "flux/tasks/x.flux:3:1", found: "a", expected: "b", mend: "c" };
    assert.throws(
      () => accept([...faults, flux]),
      (error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        const { message } = error;
        assert.match(message, /^4 faults in the declared stack; nothing was changed\.\n/);
        for (const where of ["buckets.retention", "token", "buckets.extra.portal"]) {
          assert.match(message, new RegExp(`^  Pulumi\\.test\\.yaml: monitoring:${where}$`, "m"));
        }
        assert.match(message, /^ {2}flux\/tasks\/x\.flux:3:1$/m);
        assert.doesNotMatch(message, /s3/);
        return true;
      },
    );
  });

  it("are read anew each time: nothing is kept from an import", () => {
    configure({ ...server, "monitoring:buckets": '{"retention":"2h"}' });
    assert.equal(readSettings().declared.buckets.retentionSeconds, 7200);
    configure(server);
    assert.equal(readSettings().declared.buckets.retentionSeconds, 7 * 86_400);
  });
});
