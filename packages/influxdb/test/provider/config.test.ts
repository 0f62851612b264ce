import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UNKNOWN, type Values } from "../../definition/values.ts";
import {
  completeConfig,
  configFaults,
  configProperties,
  isUnsettled,
  readConfig,
} from "../../provider/config.ts";

const good = { url: "http://127.0.0.1:8086", token: "t" };

describe("provider configuration", () => {
  test("what is not given is taken from the environment variables of InfluxDB's own tools", () => {
    const environment = { INFLUX_HOST: "http://host:8086", INFLUX_TOKEN: "from-env", INFLUX_ORG: "home" };
    assert.deepEqual(completeConfig({}, environment), {
      url: "http://host:8086",
      token: "from-env",
      org: "home",
    });
  });

  test("what is given wins over the environment, and an empty variable supplies nothing", () => {
    const complete = completeConfig(
      { token: "given" },
      { INFLUX_TOKEN: "from-env", INFLUX_HOST: "", INFLUX_ORG: "" },
    );
    assert.deepEqual(complete, { token: "given" });
  });

  test("an input that is not known yet is not replaced by the environment", () => {
    assert.deepEqual(completeConfig({ url: UNKNOWN }, { INFLUX_HOST: "http://host:8086" }), { url: UNKNOWN });
  });

  test("numbers may come as JSON text, as the SDKs send them", () => {
    const complete = completeConfig({ ...good, healthTimeoutSeconds: "30", concurrency: "4" }, {});
    const { healthTimeoutSeconds, concurrency } = readConfig(complete);
    assert.deepEqual({ healthTimeoutSeconds, concurrency }, { healthTimeoutSeconds: 30, concurrency: 4 });
    assert.equal(
      readConfig(completeConfig({ ...good, healthTimeoutSeconds: 0 }, {})).healthTimeoutSeconds,
      0,
    );
    for (const skipVerify of [true, "true"]) {
      assert.equal(readConfig(completeConfig({ ...good, skipVerify }, {})).tls.skipVerify, true);
    }
    assert.equal(readConfig(completeConfig(good, { INFLUX_SKIP_VERIFY: "true" })).tls.skipVerify, true);
    // Only numbers are read so: an organization may be named 123.
    assert.equal(completeConfig({ org: "123" }, {})["org"], "123");
  });

  test("certificates and keys are texts, not names of files, and come in pairs; none is ever shown", () => {
    const pem = "-----BEGIN CERTIFICATE-----";
    assert.deepEqual(
      configFaults({ ...good, caCertificate: pem, clientCertificate: pem, clientKey: pem }),
      [],
    );
    assert.deepEqual(configFaults({ ...good, clientKey: "hush.pem", clientCertificate: pem }), [
      { property: "clientKey", reason: 'expected PEM text ("-----BEGIN …"), not the name of a file' },
    ]);
    assert.deepEqual(configFaults({ ...good, clientCertificate: pem }), [
      { property: "clientKey", reason: 'required with "clientCertificate", but not given' },
    ]);
  });

  test("defaults are those of the documentation", () => {
    const { healthTimeoutSeconds, concurrency } = readConfig(completeConfig(good, {}));
    assert.match(
      configProperties.healthTimeoutSeconds.doc,
      new RegExp(`Default: ${healthTimeoutSeconds}\\.`),
    );
    assert.match(configProperties.concurrency.doc, new RegExp(`Default: ${concurrency};`));
  });

  const faults: readonly [what: string, config: Values, property: string, reason: RegExp][] = [
    ["no URL", { token: "t" }, "url", /required, but not given/],
    ["no token", { url: good.url }, "token", /required, but not given/],
    ["a blank token", { ...good, token: "  " }, "token", /expected a token, found none/],
    [
      "a URL without scheme",
      { ...good, url: "influxdb:8086" },
      "url",
      /expected a URL like http:\/\/127\.0\.0\.1:8086, found "influxdb:8086"/,
    ],
    ["blanks around a token", { ...good, token: " hush" }, "token", /found blanks, .*, not shown/],
    [
      "a token with the line break of a file",
      { ...good, token: "hush\n" },
      "token",
      /line breaks.*not shown/,
    ],
    ["a token with what no header takes", { ...good, token: "hüsh" }, "token", /visible ASCII/],
    ...["http://alice:hush@host:8086", "http://hush@host", "alice:hush@host", "http://a:hush/@host:8086"].map(
      (url): (typeof faults)[number] => [
        `a URL like ${url}`,
        { ...good, url },
        "url",
        /without user and password, .*not shown/,
      ],
    ),
    ["a host instead of a URL", { ...good, url: "localhost" }, "url", /found "localhost"/],
    ["a number for an organization", { ...good, org: 7 }, "org", /expected a string, found 7/],
    [
      "a time that is no number",
      { ...good, healthTimeoutSeconds: "soon" },
      "healthTimeoutSeconds",
      /expected a whole number, found "soon"/,
    ],
    [
      "a negative time",
      { ...good, healthTimeoutSeconds: "-1" },
      "healthTimeoutSeconds",
      /expected 0 or more, found -1/,
    ],
    ["no concurrency", { ...good, concurrency: 0 }, "concurrency", /expected 1 to 64, found 0/],
    ["too much concurrency", { ...good, concurrency: "65" }, "concurrency", /expected 1 to 64, found 65/],
    [
      "a fraction of a request",
      { ...good, concurrency: 1.5 },
      "concurrency",
      /expected a whole number, found 1\.5/,
    ],
    [
      "a key that does not exist",
      { ...good, timeout: 3 },
      "timeout",
      /no such property; there is url, token, org/,
    ],
  ];
  for (const [what, config, property, reason] of faults) {
    test(`${what} is a fault of "${property}", and the provider does not take it`, () => {
      const complete = completeConfig(config, {});
      const [fault, ...others] = configFaults(complete);
      assert.deepEqual(others, []);
      assert.equal(fault?.property, property);
      assert.match(fault.reason, reason);
      assert.doesNotMatch(fault.reason, /h[uü]sh|alice/);
      assert.throws(() => readConfig(complete), new RegExp(`provider configuration "${property}"`));
    });
  }

  test("a token of the wrong type is not shown", () => {
    const [fault] = configFaults({ ...good, token: 1234567 });
    assert.equal(fault?.property, "token");
    assert.doesNotMatch(JSON.stringify(fault), /1234567/);
  });

  test("all faults are told at once", () => {
    const properties = configFaults({ url: "x", concurrency: 0, healthTimeoutSeconds: -1 }).map(
      ({ property }) => property,
    );
    assert.deepEqual(properties.sort(), ["concurrency", "healthTimeoutSeconds", "token", "url"]);
  });

  test("the engine's own keys are no faults, and unknowns are none yet", () => {
    assert.deepEqual(
      configFaults({ ...good, version: "1.0.0", pluginDownloadURL: "https://x", __internal: {} }),
      [],
    );
    const unsettled = { url: UNKNOWN, token: UNKNOWN };
    assert.deepEqual(configFaults(unsettled), []);
    assert.equal(isUnsettled(unsettled), true);
    assert.equal(isUnsettled(good), false);
  });
});
