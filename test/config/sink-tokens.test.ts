/** Kafka sinks of a client that is told its server directly: nobody gives them the token of their bucket. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../config.ts";
import { readStack, type StackUnderTest } from "../support/configuration.ts";

const file = "Pulumi.test.yaml";
const sink = (keys = "") =>
  `{brokers: ['kafka:9092'], kafkaVersion: 4.1.0, topics: [t], format: influx, pointsPerMessage: 1${keys}}`;
const client = (keys: Readonly<Record<string, string | undefined>> = {}): StackUnderTest => ({
  keys: {
    role: "client",
    environments: "[{name: summit, applications: [portal, telegraf]}]",
    kubernetes: "{context: summit}",
    kafka: `{sinks: {mount: ${sink(", bucket: efd")}, events: ${sink(", home: portal")}}}`,
    ...keys,
  },
});
const secret = (...names: readonly string[]) =>
  `{${names.map((name) => `${name}: {secure: v1:x}`).join(", ")}}`;

describe("the tokens of Kafka sinks, for a client without the stack of its server", () => {
  it("are asked for, but of a sink that writes where the agents do", (t) => {
    assert.deepEqual(readStack(t, client()).faults, [
      {
        where: `${file}: monitoring:secrets.sink-summit-mount`,
        found: "nothing, for Kafka sink `mount`, which has bucket `efd`",
        expected: "a token that may write that bucket: that of the agents may not",
        mend: "pulumi config set --secret --path monitoring:secrets.sink-summit-mount --stack test; or take all tokens from the stack of the server: pulumi config set --path monitoring:server.stack organization/monitoring/roundtable --stack test, without monitoring:influxdb and monitoring:token",
      },
    ]);
    const told = readStack(t, client({ secrets: secret("sink-summit-mount", "sink-summit-events") }));
    assert.deepEqual(told.faults, []);
    assert.deepEqual(told.settings.declared.secrets, ["sink-summit-mount", "sink-summit-events"]);
  });

  it("are not asked for by who only asks what should exist", (t) => {
    assert.deepEqual(readStack(t, { ...client(), connection: "optional" }).faults, []);
  });

  it("are nothing else than those of its sinks", (t) => {
    const { faults } = readStack(t, client({ secrets: secret("sink-summit-mount", "sink-summit-mont") }));
    assert.deepEqual(faults, [
      {
        where: `${file}: monitoring:secrets.sink-summit-mont`,
        found: "`sink-summit-mont`, which is the token of no Kafka sink of this cluster",
        expected:
          "a token of its sinks, and no other secret: one of `sink-summit-mount`, `sink-summit-events`; did you mean `sink-summit-mount`?",
        mend: "correct the name in Pulumi.test.yaml, or remove it: pulumi config rm --path monitoring:secrets.sink-summit-mont --stack test",
      },
    ]);
  });

  it("are refused in plain text", (t) => {
    const { faults } = readStack(t, client({ secrets: "{sink-summit-mount: s3cret}" }));
    assert.deepEqual(
      faults.map(({ where, found }) => [where, found]),
      [[`${file}: monitoring:secrets.sink-summit-mount`, "a value in plain text"]],
    );
  });

  it("have no place beside the stack of the server, which has them all", (t) => {
    const of = { influxdb: undefined, token: undefined, server: "{stack: a/monitoring/roundtable}" };
    assert.deepEqual(readStack(t, client(of)).faults, []);
    const { faults } = readStack(t, client({ ...of, secrets: secret("sink-summit-mount") }));
    assert.deepEqual(
      faults.map(({ where, found }) => [where, found]),
      [[`${file}: monitoring:secrets`, "settings of secrets in the stack of a client"]],
    );
  });

  it("are handed to the program as secrets", async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "monitoring",
      "test",
    );
    pulumi.runtime.setAllConfig(
      {
        "monitoring:role": "client",
        "monitoring:environments": '[{"name":"summit","applications":["telegraf"]}]',
        "monitoring:influxdb": '{"url":"http://localhost:8086","org":"monitoring"}',
        "monitoring:kubernetes": '{"context":"summit"}',
        "monitoring:token": "of-the-agents",
        "monitoring:kafka":
          '{"sinks":{"mount":{"brokers":["kafka:9092"],"kafkaVersion":"4.1.0","topics":["t"],"format":"influx","pointsPerMessage":1}}}',
        "monitoring:secrets": '{"sink-summit-mount":"of-the-sink"}',
      },
      ["monitoring:token", "monitoring:secrets"],
    );
    const settings = readSettings().accept([]);
    assert.equal(settings.role, "client");
    assert.ok("sinkTokens" in settings.upstream);
    const [[name, token] = assert.fail("no token"), ...others] = settings.upstream.sinkTokens;
    assert.deepEqual([name, others], ["sink-summit-mount", []]);
    assert.equal(await pulumi.isSecret(token), true);
    assert.equal(await new Promise((resolve) => token.apply(resolve)), "of-the-sink");
  });
});
