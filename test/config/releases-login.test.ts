/** Private authorities of what signs people in to Chronograf. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authorityForm } from "../../config/pem.ts";
import { readStack, type StackUnderTest } from "../support/configuration.ts";
import { type Case, file, rm, set, tells } from "../support/faults.ts";

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const url = "https://login.example.org";
const kinds = {
  github: "organizations: [lsst]",
  google: "domains: [example.org]",
  generic: `name: ours, authUrl: '${url}/auth', tokenUrl: '${url}/token', apiUrl: '${url}/api'`,
};

const stack = (kind: keyof typeof kinds, more: string, text?: string): StackUnderTest => ({
  keys: {
    releases: `{chronograf: {ingress: {host: m.example.org}, login: {kind: ${kind}, clientId: a, clientSecret: client, ${kinds[kind]}${more}}}}`,
    kubernetes: "{context: test}",
    secrets: "{client: {secure: v1:abc}}",
  },
  files: text === undefined ? {} : { "login.pem": text },
  told: "configuration",
});

const caFile = ", caFile: login.pem";
const key = "monitoring:releases.chronograf.login.caFile";
const told = (found: string) => [
  { where: `${file}: ${key}`, found, expected: authorityForm, mend: set(key, "'<path>'") },
];
const mended = stack("generic", caFile, pem);

const cases: readonly Case[] = [
  {
    title: "a file that is not there",
    bad: stack("generic", caFile),
    faults: told('"login.pem": no such file'),
    mended,
  },
  {
    title: "a file without certificates",
    bad: stack("github", caFile, "-----BEGIN PUBLIC KEY-----\n"),
    faults: told('"login.pem": a file without certificates'),
    mended,
  },
  {
    title: "a file whose key others could read then",
    bad: stack("generic", caFile, `${pem}-----BEGIN EC PRIVATE KEY-----\nhush\n`),
    faults: told('"login.pem": a file with a private key'),
    mended,
  },
  {
    title: "an authority of what is never private",
    bad: stack("google", caFile, pem),
    faults: [
      {
        where: `${file}: ${key}`,
        found: "`caFile`, with `kind: google`",
        expected: "of a login of that kind `clientId`, `clientSecret`, `domains`, `logoutUrl`",
        mend: rm(key),
      },
    ],
    mended: stack("google", "", pem),
  },
];

describe("the authority of a login", () => {
  tells(cases);

  it("is read from the file that is named, and asked for in no option of the login alone", (t) => {
    for (const kind of ["github", "generic"] as const) {
      const { settings } = readStack(t, stack(kind, caFile, pem));
      const { authority, options = {} } = settings.releases?.chronograf?.login ?? {};
      assert.equal(authority, pem);
      assert.deepEqual(
        Object.keys(options).filter((name) => name.includes("CA")),
        [],
      );
    }
    const { settings } = readStack(t, stack("generic", ""));
    assert.equal(settings.releases?.chronograf?.login?.authority, undefined);
  });
});
