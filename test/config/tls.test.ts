import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readStack } from "../support/configuration.ts";
import { type Case, file, tells } from "../support/faults.ts";

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const server = "url: 'https://localhost:8086', org: monitoring";
const expected =
  'a file that can be read and holds certificates as PEM text ("-----BEGIN CERTIFICATE-----") and no key';
const set = (key: string) => `pulumi config set --path monitoring:influxdb.${key} '<path>' --stack test`;

const cases: readonly Case[] = [
  {
    title: "a file that is not there",
    bad: { keys: { influxdb: `{${server}, caFile: ca.pem}` } },
    faults: [
      {
        where: `${file}: monitoring:influxdb.caFile`,
        found: '"ca.pem": no such file',
        expected,
        mend: set("caFile"),
      },
    ],
    mended: { keys: { influxdb: `{${server}, caFile: ca.pem}` }, files: { "ca.pem": pem } },
  },
  {
    title: "a file that holds something else",
    bad: { keys: { influxdb: `{${server}, caFile: ca.der}` }, files: { "ca.der": "0\u0082" } },
    faults: [
      {
        where: `${file}: monitoring:influxdb.caFile`,
        found: '"ca.der": a file without PEM text',
        expected,
        mend: set("caFile"),
      },
    ],
    mended: {},
  },
  {
    title: "a client certificate without its key",
    bad: { keys: { influxdb: `{${server}, clientCertificateFile: c.pem}` }, files: { "c.pem": pem } },
    faults: [
      {
        where: `${file}: monitoring:influxdb.clientKeyFile`,
        found: "nothing, with influxdb.clientCertificateFile",
        expected: "both of them: the certificate and its key",
        mend: set("clientKeyFile"),
      },
    ],
    mended: {
      keys: { influxdb: `{${server}, clientCertificateFile: c.pem, clientKeyFile: k.pem}` },
      files: { "c.pem": pem, "k.pem": "-----BEGIN PRIVATE KEY-----\n" },
    },
  },
];

describe("certificates", () => {
  tells(cases);

  it("are read from the files that are named", (t) => {
    const { settings, faults } = readStack(t, {
      keys: { influxdb: `{${server}, caFile: ca.pem}` },
      files: { "ca.pem": pem },
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(settings.connection?.certificates, { caCertificate: pem });
  });
});
