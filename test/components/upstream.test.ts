/** What a client takes from the stack of its server, and what it says when the two do not agree. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { Server } from "../../components/server.ts";
import { type UpstreamNeeds, upstreamServer } from "../../components/upstream.ts";
import { buildModel } from "../../model/model.ts";
import type { ListedSink, ModelSettings } from "../../model/settings.ts";
import type { SinkSettings } from "../../model/sink-settings.ts";
import type { Model } from "../../model/types.ts";
import { serving } from "../support/model.ts";

const server = "organization/monitoring/roundtable";
const applications = (...names: string[]) => names.map((name) => ({ name, where: "" }));

/** A sink of the client, as its stack file says it. */
const readings = (changes: Partial<SinkSettings> = {}): SinkSettings => ({
  ...{ name: "readings", brokers: ["a:9092"], kafkaVersion: "4.1.0", authentication: { kind: "none" } },
  ...{ topics: ["t"], patterns: [], offset: "oldest", format: { kind: "influx", unit: "ns" } },
  ...{ times: "message", precision: "ns", undelivered: 10, pointsPerMessage: 1, replicas: 1 },
  ...changes,
});

/** What the client idfdev needs. */
function needs(sinks: readonly SinkSettings[], changes: Partial<ModelSettings> = {}): UpstreamNeeds {
  const { model, writable, faults } = buildModel(
    serving(["portal", "telegraf"], {
      ...{ role: "client", cluster: "idfdev", kafka: { clusters: [], sinks } },
      ...changes,
    }),
  );
  assert.deepEqual(faults, []);
  return { environment: "idfdev", ...model, buckets: writable };
}

/** Model of the server, whose environment idfdev lists these. */
function serverOf(sinks: readonly ListedSink[], names = ["portal", "telegraf"]): Model {
  const environments = [
    { name: "idfdev", applications: applications(...names), sinks },
    { name: "idfint", applications: applications("portal", "tap", "telegraf") },
  ];
  const { model, faults } = buildModel(serving([], { environments }));
  assert.deepEqual(faults, []);
  return model;
}

/** What outputs of the server's buckets are made of. */
const names = (inputs: unknown): Record<string, unknown> =>
  typeof inputs === "object" && inputs !== null && "name" in inputs ? { name: inputs.name } : {};

/** The outputs of the stack of a server, from the component that gives them; secrets open. */
async function outputsOf(model: Model): Promise<Readonly<Record<string, unknown>>> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({
        id: name,
        state: { token: `value of ${name}`, ...names(inputs) },
      }),
      call: () => ({}),
    },
    "monitoring",
    "roundtable",
  );
  const connection = {
    ...{ url: "https://influxdb.example.org", org: "monitoring", healthTimeoutSeconds: 1 },
    ...{ token: pulumi.secret("operator"), certificates: {} },
  };
  const { outputs } = new Server("server", {
    ...{ connection, installed: undefined, secrets: new Map(), scripts: new Map() },
    model: { ...model, tasks: [] },
  });
  const told = await new Promise<Readonly<Record<string, unknown>>>((resolve) => {
    pulumi.output({ ...outputs }).apply(resolve);
  });
  await pulumi.runtime.disconnect();
  return told;
}

/** The server as the client sees it that has these outputs of its stack; `planned`: in a preview, what its file declares. */
async function seen(
  outputs: Readonly<Record<string, unknown>>,
  wanted: UpstreamNeeds,
  planned?: Model,
  preview = planned !== undefined,
) {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name }) => ({
        id: name,
        state: { name: server, outputs, secretOutputNames: ["tokens"] },
      }),
      call: () => ({}),
    },
    "monitoring",
    "idfdev",
    preview,
  );
  return upstreamServer("upstream-server", { stack: server }, wanted, () => planned);
}

/** What a client is told before anything is declared. */
async function refusal(model: Model, wanted: UpstreamNeeds): Promise<readonly string[]> {
  const error: unknown = await seen(await outputsOf(model), wanted).then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(pulumi.RunError.isInstance(error), String(error));
  return error.message.split("\n");
}

async function opened(output: pulumi.Output<string>): Promise<readonly [string, boolean]> {
  const value = await new Promise<string>((resolve) => {
    output.apply(resolve);
  });
  return [value, await pulumi.isSecret(output)];
}

/** The value of an output; none while it is not known. */
async function told(output: pulumi.Output<string>): Promise<readonly string[]> {
  const values: string[] = [];
  await pulumi.isSecret(output.apply((value) => values.push(value)));
  return values;
}

describe("the stack of a server, to its client", () => {
  it("says which buckets each token may write, and no secret with it", async () => {
    const { writes } = await outputsOf(serverOf([{ name: "readings" }]));
    assert.deepEqual(writes, {
      "agents-idfdev": ["events", "kubernetes", "monitoring", "portal", "telegraf"],
      "agents-idfint": ["events", "kubernetes", "monitoring", "portal", "tap", "telegraf"],
      "sink-idfdev-readings": ["readings", "telegraf"],
      tasks: ["alerted_", "multiapp_"],
      chronograf: [],
    });
  });

  it("gives each writer its own token where the two agree", async (t) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    for (const [listed, own] of [
      [{ name: "readings" }, {}],
      [
        { name: "readings", bucket: "sensors", retentionSeconds: 0 },
        { bucket: "sensors", retentionSeconds: 60 },
      ],
      [{ name: "readings", home: "portal" }, { home: "portal" }],
    ] as const) {
      const { token } = await seen(await outputsOf(serverOf([listed])), needs([readings(own)]));
      assert.deepEqual(await opened(token("sink-idfdev-readings")), [
        "value of tokens-sink-idfdev-readings",
        true,
      ]);
      assert.deepEqual(await opened(token("agents-idfdev")), ["value of tokens-agents-idfdev", true]);
      assert.throws(() => token("agents-idfint"), /nobody said/);
    }
    assert.equal(warn.mock.callCount(), 0);
  });

  it("is refused where it has another bucket or home for a sink, in the words of both files", async () => {
    const cases = [
      [{ name: "readings" }, { home: "portal" }, "`portal`, only `readings`, `telegraf`"],
      [{ name: "readings", home: "portal" }, {}, "`readings`, only `portal`, `telegraf`"],
      [{ name: "readings", bucket: "efd" }, { bucket: "efd_new" }, "`efd_new`, only `efd`, `telegraf`"],
    ] as const;
    for (const [listed, own, written] of cases) {
      assert.deepEqual(await refusal(serverOf([listed]), needs([readings(own)])), [
        `stack "${server}" does not let Kafka sink "readings" of environment "idfdev" write ${written} (token "sink-idfdev-readings"), but stack "idfdev" has them written: expected the same \`home\` and \`bucket\` under \`environments[].sinks.readings\` of Pulumi.roundtable.yaml and at monitoring:kafka.sinks.readings of Pulumi.idfdev.yaml; correct one of the two, and if it is the server's: npm run up -- roundtable`,
      ]);
    }
  });

  it("is refused where it has an application, but not for this cluster", async () => {
    const more = {
      environments: [{ name: "idfdev", applications: applications("portal", "tap", "telegraf") }],
    };
    assert.deepEqual(await refusal(serverOf([]), needs([], more)), [
      `stack "${server}" does not let the agents of environment "idfdev" write \`tap\` (token "agents-idfdev"), but stack "idfdev" has them written: expected the same applications of environment "idfdev" and the same monitoring:buckets in Pulumi.roundtable.yaml and Pulumi.idfdev.yaml; correct one of the two, and if it is the server's: npm run up -- roundtable`,
    ]);
  });

  it("may have an application of another environment where this one has what belongs to none", async () => {
    const environments = [
      { name: "idfdev", applications: applications("portal", "telegraf") },
      { name: "roundtable-prod", applications: applications("monitoring", "telegraf") },
    ];
    const { model } = buildModel(serving([], { environments }));
    const outputs = await outputsOf(model);
    assert.doesNotMatch(JSON.stringify(outputs["writes"]), /"agents-idfdev":\[[^\]]*"monitoring"/);
    const { buckets } = await seen(outputs, needs([]));
    assert.ok(buckets.includes("monitoring"));
  });

  it("is told all that it lacks at once", async () => {
    const more = {
      environments: [{ name: "idfdev", applications: applications("portal", "tap", "nublado", "telegraf") }],
    };
    const [bucket, right, token, ...others] = await refusal(serverOf([]), needs([readings()], more));
    assert.match(
      bucket ?? "",
      /^stack "\S+" has no bucket for nublado, Kafka sink readings: .*server's stack file/,
    );
    assert.match(right ?? "", /write `tap` /);
    assert.match(
      token ?? "",
      /has no token "sink-idfdev-readings": .* add sink "readings" of environment "idfdev" there .*npm run up -- roundtable$/,
    );
    assert.deepEqual(others, []);
  });

  it("may lack in a preview what its own file declares, with a warning that says which of them goes first", async (t) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    const environments = [
      {
        ...{ name: "idfdev", applications: applications("portal", "tap", "telegraf") },
        sinks: [{ name: "readings" }],
      },
    ];
    const { model: planned } = buildModel(serving([], { environments }));
    const wanted = needs([readings()], { environments });
    const { token, buckets } = await seen(await outputsOf(serverOf([])), wanted, planned);
    assert.ok(buckets.includes("tap"));
    const [warning, ...others] = warn.mock.calls.map((call) => String(call.arguments[0]));
    assert.deepEqual(others, []);
    assert.match(
      warning ?? "",
      /the file of stack "\S+\/roundtable" declares .*: npm run up -- roundtable$/m,
    );
    assert.match(warning ?? "", /has no bucket for Kafka sink readings:.*write `tap` /s);
    const made = token("sink-idfdev-readings");
    assert.deepEqual([await told(made), await pulumi.isSecret(made)], [[], true]);
    assert.deepEqual(await told(token("agents-idfdev")), ["value of tokens-agents-idfdev"]);
  });

  it("is refused also there where its file lacks it, where nobody knows its file, and by an up", async () => {
    const environments = [{ name: "idfdev", applications: applications("portal", "tap", "telegraf") }];
    const wanted = needs([], { environments });
    const outputs = await outputsOf(serverOf([]));
    const { model: planned } = buildModel(serving([], { environments }));
    for (const [file, preview] of [
      [serverOf([]), true],
      [undefined, true],
      [planned, false],
    ] as const)
      await assert.rejects(seen(outputs, wanted, file, preview), /does not let the agents .* write `tap` /);
  });

  it("of an older version is taken as it was, with a warning of what it does not say", async (t) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    const { writes: _, ...older } = await outputsOf(serverOf([{ name: "readings" }]));
    const { token } = await seen(older, needs([readings({ home: "portal" })]));
    assert.deepEqual(await opened(token("sink-idfdev-readings")), [
      "value of tokens-sink-idfdev-readings",
      true,
    ]);
    assert.match(
      String(warn.mock.calls[0]?.arguments[0]),
      /stack "\S+" has no output "writes".*older version.*npm run up -- roundtable$/,
    );
    await assert.rejects(
      seen(older, needs([readings({ bucket: "efd" })])),
      /has no bucket for Kafka sink readings/,
    );
  });

  it("that is told directly gives sinks the token that was told for them, and others the agents'", async () => {
    const source = {
      ...{ url: "https://influxdb.example.org", org: "monitoring", token: pulumi.secret("of the agents") },
      sinkTokens: new Map([["sink-idfdev-readings", pulumi.secret("of the sink")]]),
    };
    const sinks = [readings(), readings({ name: "events", home: "portal", group: "other" })];
    const { token, buckets } = await upstreamServer("upstream-server", source, needs(sinks), () => undefined);
    assert.deepEqual(await opened(token("sink-idfdev-readings")), ["of the sink", true]);
    for (const name of ["sink-idfdev-events", "agents-idfdev"])
      assert.deepEqual(await opened(token(name)), ["of the agents", true]);
    assert.ok(buckets.includes("readings"));
  });
});
