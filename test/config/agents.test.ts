/** What becomes of what a stack file says of agents. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderConfig } from "../../telegraf/config.ts";
import { client } from "../support/agents.ts";
import { readStack, type StackUnderTest } from "../support/configuration.ts";

describe("the agents of a stack", () => {
  const made = (t: Parameters<typeof readStack>[0], stack: StackUnderTest) => {
    const { agents, faults } = readStack(t, stack);
    assert.deepEqual(faults, []);
    assert.ok(agents !== undefined);
    return agents;
  };

  it("name files and variables where credentials are, and never a secret", (t) => {
    const { telegraf } = made(
      t,
      client(
        "{vault: {url: 'https://v', token: vault}, github: {secret: hub}, credentials: {vault: {secret: a, key: b}, hub: {secret: c, key: d}, unused: {secret: e, key: f}}}",
      ),
    );
    assert.ok(telegraf);
    assert.deepEqual(telegraf.files, { vault: { secret: "a", key: "b" } });
    assert.deepEqual(telegraf.environment, { hub: { secret: "c", key: "d" } });
    assert.deepEqual(telegraf.ports, [1_619]);
    const text = renderConfig(telegraf.config);
    assert.match(text, /token_file = "\/etc\/telegraf\/credentials\/vault"/);
    assert.match(text, /secret = "\$\{CREDENTIAL_HUB\}"/);
    assert.match(text, /urls = \[ "\$\{INFLUX_URL\}" \]/);
  });

  it("listen at the ports of all listeners, whatever these are called", (t) => {
    const { telegraf } = made(
      t,
      client(
        "{github: {secret: hub}, credentials: {hub: {secret: c, key: d}}, listeners: {github: {home: events, port: 8186}, '8187': {home: events, port: 8187}}}",
      ),
    );
    assert.deepEqual(telegraf?.ports.toSorted(), [1_619, 8_186, 8_187]);
  });

  it("have what they usually have, but for what the file says", (t) => {
    const { telegraf, nodes } = made(
      t,
      client("{resources: {limits: {memory: 2Gi}}}", { telegrafDs: "{resources: {requests: {cpu: 10m}}}" }),
    );
    assert.deepEqual(telegraf?.resources, {
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { memory: "2Gi" },
    });
    assert.deepEqual(nodes?.resources, { requests: { cpu: "10m" }, limits: { memory: "512Mi" } });
  });

  it("watch the namespaces whose pods they scrape, and keep points on a disk if there is one", (t) => {
    const { telegraf } = made(
      t,
      client(
        "{inventory: false, buffer: {disk: {size: 10Gi}}, profiles: [{home: portal, component: x, discovery: {namespace: kafka, labelSelector: a=b, port: 9404}}]}",
      ),
    );
    assert.ok(telegraf);
    assert.deepEqual(
      [telegraf.inventory, telegraf.watches, telegraf.disk],
      [false, ["kafka"], { size: "10Gi" }],
    );
    assert.match(renderConfig(telegraf.config), /buffer_directory = "\/var\/lib\/telegraf"/);
  });

  it("write to the one bucket of the shared layout, as the file of the client says", (t) => {
    const { nodes } = made(
      t,
      client("{}", { buckets: "{layout: shared, shared: points}", telegrafDs: "{socket: true}" }),
    );
    assert.ok(nodes?.socket);
    assert.match(renderConfig(nodes.config), /service_address = "unix:\/\/\/run\/telegraf\/telegraf.sock"/);
    assert.match(renderConfig(nodes.config), /points/);
  });
});
