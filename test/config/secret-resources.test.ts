/** What components/secrets.ts makes of the secrets that the configuration gives. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { Secrets } from "../../components/secrets.ts";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

describe("the resources of secrets", () => {
  const made: Made[] = [];

  before(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource({ type, name, inputs }: Made) {
          made.push({ type, name, inputs: { ...inputs } });
          return { id: name, state: {} };
        },
        call: () => ({}),
      },
      "monitoring",
      "test",
    );
  });

  it("are one for each key, named after it, with a secret value even of an open output", async () => {
    const secrets = new Map([
      ["ops-url", pulumi.secret("https://hush")],
      ["own", pulumi.output("x")],
    ]);
    new Secrets("secrets", { secrets });
    await pulumi.runtime.disconnect();
    made.sort((a, b) => (a.name < b.name ? -1 : 1));
    const byName = made.map(({ type, name, inputs }) => [type, name, inputs["key"]]);
    assert.deepEqual(byName, [
      ["monitoring:index:Secrets", "secrets", undefined],
      ["influxdb:index:Secret", "secrets-ops-url", "ops-url"],
      ["influxdb:index:Secret", "secrets-own", "own"],
    ]);
    for (const { name, inputs } of made.slice(1)) {
      assert.ok(pulumi.runtime.isRpcSecret(inputs["value"]), name);
    }
  });
});
