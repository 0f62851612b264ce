/** What a stack file may say of the releases of its server, and what is told of what it may not. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { readStack, type StackUnderTest } from "../support/configuration.ts";
import { file, rm, set } from "../support/faults.ts";

const key = (path: string) => `monitoring:releases.${path}`;

/** A stack with this under `releases`, as YAML, and one secret. */
const stack = (releases: string, more: Partial<StackUnderTest> = {}): StackUnderTest => ({
  ...more,
  keys: {
    releases,
    kubernetes: "{context: test}",
    secrets: "{client: {secure: v1:abc}}",
    ...more.keys,
  },
  told: "configuration",
});

const faultsOf = (t: TestContext, releases: string, more: Partial<StackUnderTest> = {}) =>
  readStack(t, stack(releases, more)).faults;

const releasesOf = (t: TestContext, releases: string, more: Partial<StackUnderTest> = {}) => {
  const { settings, faults } = readStack(t, stack(releases, more));
  assert.deepEqual(faults, []);
  return settings.releases;
};

const login = "login: {kind: github, clientId: a, clientSecret: client, organizations: [lsst]}";
const chronograf = (more: string) => `{chronograf: {ingress: {host: m.example.org}, ${more}}}`;

describe("settings of releases", () => {
  it("are none where the stack file says nothing, and whole where it says almost nothing", (t) => {
    assert.equal(readStack(t, {}).settings.releases, undefined);
    assert.deepEqual(releasesOf(t, "{influxdb: {}}")?.influxdb, {
      name: "influxdb",
      storage: { size: "20Gi", retain: true },
      resources: { requests: { cpu: "500m", memory: "2Gi" }, limits: { memory: "4Gi" } },
      scheduling: {},
      network: undefined,
      ingress: undefined,
      gateway: undefined,
      reach: "port-forward",
      settings: {
        sessionLengthSeconds: undefined,
        cacheSnapshotColdSeconds: undefined,
        compactColdSeconds: undefined,
        writeTimeoutSeconds: undefined,
        retentionCheckSeconds: undefined,
      },
      adminSecret: undefined,
      backup: undefined,
    });
  });

  it("reach a server by its route where there is one, unless they say otherwise", (t) => {
    const reach = (more: string) =>
      releasesOf(t, `{influxdb: {ingress: {host: i.example.org}${more}}}`)?.influxdb?.reach;
    assert.deepEqual([reach(""), reach(", reach: service")], ["ingress", "service"]);
  });

  it("take options with their units", (t) => {
    const options = "settings: {queryMemory: 256Mi, sessionLength: 2h, compactions: 1, ui: false}";
    const settings = releasesOf(t, `{influxdb: {${options}}}`)?.influxdb?.settings;
    assert.deepEqual(
      [settings?.queryMemory, settings?.sessionLengthSeconds, settings?.compactions, settings?.ui],
      [2 ** 28, 7_200, 1, false],
    );
  });

  it("say where backups go", (t) => {
    const target = (more: string) =>
      releasesOf(t, `{influxdb: {backup: {${more}}}}`)?.influxdb?.backup?.target;
    assert.deepEqual(target("volume: {}"), { kind: "volume", size: "50Gi", class: undefined });
    assert.deepEqual(target("volume: {claim: nfs}"), { kind: "claim", claim: "nfs" });
    assert.deepEqual(target("s3: {bucket: backups, endpoint: 'https://s3.example.org/'}"), {
      kind: "s3",
      bucket: "backups",
      prefix: "influxdb",
      endpoint: "https://s3.example.org",
      region: undefined,
      credentialsSecret: undefined,
    });
  });

  it("make the options of each kind of login", (t) => {
    const options = (kind: string) =>
      releasesOf(t, chronograf(`login: {clientId: a, clientSecret: client, ${kind}}`))?.chronograf?.login
        ?.options;
    assert.deepEqual(options("kind: github, organizations: [lsst, sqre]"), { GH_ORGS: "lsst,sqre" });
    assert.deepEqual(options("kind: google, domains: [example.org]"), { GOOGLE_DOMAINS: "example.org" });
    const urls = ["auth", "token", "api"]
      .map((each) => `${each}Url: 'https://l.example.org/${each}'`)
      .join(", ");
    assert.deepEqual(
      options(
        `kind: generic, name: gafaelfawr, ${urls}, apiKey: sub, scopes: [openid, email], pkce: false, jwksUrl: 'https://l.example.org/jwks'`,
      ),
      {
        GENERIC_NAME: "gafaelfawr",
        GENERIC_AUTH_URL: "https://l.example.org/auth",
        GENERIC_TOKEN_URL: "https://l.example.org/token",
        GENERIC_API_URL: "https://l.example.org/api",
        GENERIC_API_KEY: "sub",
        GENERIC_SCOPES: "openid,email",
        JWKS_URL: "https://l.example.org/jwks",
        USE_ID_TOKEN: "true",
        OAUTH_NO_PKCE: "true",
      },
    );
    assert.equal(releasesOf(t, chronograf("login: {kind: none}"))?.chronograf?.login, undefined);
  });

  it("read the dashboards of a directory", (t) => {
    const text = JSON.stringify({ id: 100_001, name: "a", organization: "ops", cells: [] });
    const files = { "dashboards/a.dashboard": text, "dashboards/README.md": "no dashboard" };
    const read = releasesOf(t, "{chronograf: {organizations: {ops: {role: viewer}}}}", { files })?.chronograf;
    assert.deepEqual([...(read?.dashboards ?? [])], [["a.dashboard", text]]);
    assert.deepEqual(read?.organizations, [{ id: "ops", name: "ops", role: "viewer" }]);
  });
});

/** Stack file → key, what was found, and the mending command, of its only fault. */
const rows: readonly [title: string, releases: string, at: string, found: string, mend: string][] = [
  [
    "a host is missing",
    "{influxdb: {ingress: {className: nginx}}}",
    "influxdb.ingress.host",
    "nothing",
    set(key("influxdb.ingress.host"), "influxdb.example.org"),
  ],
  [
    "a route is asked for that is not there",
    "{influxdb: {reach: ingress}}",
    "influxdb.reach",
    "`ingress`, without `ingress` and without `gateway`",
    `${set(key("influxdb.ingress.host"), "influxdb.example.org")}, or ${set(key("influxdb.reach"), "port-forward")}`,
  ],
  [
    "a size is none",
    "{influxdb: {storage: {size: 20GB}}}",
    "influxdb.storage.size",
    '"20GB"',
    set(key("influxdb.storage.size"), "20Gi"),
  ],
  [
    "an option is unknown",
    "{influxdb: {settings: {queryConcurency: 3}}}",
    "influxdb.settings.queryConcurency",
    "the unknown key `queryConcurency`",
    `rename it to \`queryConcurrency\` in ${file}`,
  ],
  [
    "a chart has no place for a priority",
    "{influxdb: {scheduling: {priorityClass: high}}}",
    "influxdb.scheduling.priorityClass",
    "the unknown key `priorityClass`",
    rm(key("influxdb.scheduling.priorityClass")),
  ],
  [
    "a name is no label",
    "{influxdb: {name: InfluxDB}}",
    "influxdb.name",
    '"InfluxDB"',
    set(key("influxdb.name"), "influxdb"),
  ],
  [
    "a schedule is none",
    "{influxdb: {backup: {schedule: '61 3 * * *', volume: {}}}}",
    "influxdb.backup.schedule",
    '"61 3 * * *"',
    set(key("influxdb.backup.schedule"), "'17 3 * * *'"),
  ],
  [
    "no backup is kept",
    "{influxdb: {backup: {keep: 0, volume: {}}}}",
    "influxdb.backup.keep",
    "the number 0",
    set(key("influxdb.backup.keep"), "7"),
  ],
  [
    "backups go nowhere",
    "{influxdb: {backup: {keep: 3}}}",
    "influxdb.backup",
    "neither `volume` nor `s3`",
    `add one of them in ${file}`,
  ],
  [
    "backups go to two places",
    "{influxdb: {backup: {volume: {}, s3: {bucket: backups}}}}",
    "influxdb.backup",
    "both `volume` and `s3`",
    rm(key("influxdb.backup.volume")),
  ],
  [
    "a bucket is missing",
    "{influxdb: {backup: {s3: {}}}}",
    "influxdb.backup.s3.bucket",
    "nothing",
    set(key("influxdb.backup.s3.bucket"), "backups"),
  ],
  [
    "a peer is neither",
    "{influxdb: {network: {from: [{cidr: 10.0.0.0/8, namespace: a}]}}}",
    "influxdb.network.from[0]",
    "a map",
    `correct ${key("influxdb.network.from[0]")} in ${file}`,
  ],
  [
    "everybody could read everything",
    "{chronograf: {ingress: {host: m.example.org}}}",
    "chronograf.login",
    "nothing, with a route from outside",
    set(key("chronograf.login.kind"), "github"),
  ],
  [
    "everybody with an account could sign in",
    chronograf("login: {kind: github, clientId: a, clientSecret: client}"),
    "chronograf.login.organizations",
    "nothing",
    "",
  ],
  [
    "a key belongs to another kind",
    chronograf(
      "login: {kind: github, clientId: a, clientSecret: client, organizations: [x], domains: [y.org]}",
    ),
    "chronograf.login.domains",
    "`domains`, with `kind: github`",
    rm(key("chronograf.login.domains")),
  ],
  [
    "a secret is not there",
    chronograf("login: {kind: github, clientId: a, clientSecret: clinet, organizations: [x]}"),
    "chronograf.login.clientSecret",
    "`clinet`, which monitoring:secrets does not have",
    "",
  ],
  [
    "a path ends with a slash",
    chronograf(`path: /chronograf/, ${login}`),
    "chronograf.path",
    '"/chronograf/"',
    set(key("chronograf.path"), "/chronograf"),
  ],
  [
    "a path has none at its beginning",
    chronograf(`path: chronograf, ${login}`),
    "chronograf.path",
    '"chronograf"',
    set(key("chronograf.path"), "/chronograf"),
  ],
  [
    "a URL ends with a slash",
    chronograf(`publicUrl: 'https://m.example.org/', ${login}`),
    "chronograf.publicUrl",
    '"https://m.example.org/"',
    set(key("chronograf.publicUrl"), "https://monitoring.example.org"),
  ],
  [
    "a directory of dashboards is not there",
    chronograf(`dashboards: boards, ${login}`),
    "chronograf.dashboards",
    '"boards": no such file',
    set(key("chronograf.dashboards"), "dashboards"),
  ],
];

describe("faults of releases", () => {
  for (const [title, releases, at, found, mend] of rows) {
    it(`are told alone: ${title}`, (t) => {
      const [fault, ...others] = faultsOf(t, releases);
      assert.deepEqual(others, []);
      assert.equal(fault?.where, `${file}: ${key(at)}`);
      assert.equal(fault.found, found);
      if (mend !== "") assert.equal(fault.mend, mend);
    });
  }

  it("never show what may be the secret itself", (t) => {
    const text = JSON.stringify(
      faultsOf(
        t,
        chronograf("login: {kind: github, clientId: a, clientSecret: 'gho_ 123', organizations: [x]}"),
      ),
    );
    assert.doesNotMatch(text, /gho_/);
  });

  it("tell a directory that lacks a chart, or holds another version, and how to get it", (t) => {
    const keys = { kubernetes: "{context: test, charts: {directory: charts}}" };
    const files = (version: string) => ({
      "charts/influxdb2/Chart.yaml": `name: influxdb2\nversion: ${version}\n`,
    });
    const found = (charts: Readonly<Record<string, string>>) =>
      faultsOf(t, "{influxdb: {}}", { keys, files: { "charts/README.md": "", ...charts } }).map((fault) => [
        fault.where,
        fault.found.replace(/^`.*?`: /, ""),
        fault.mend.includes("helm pull influxdb2 --repo https://helm.influxdata.com --version 2.1.2 --untar"),
      ]);
    const where = `${file}: monitoring:kubernetes.charts.directory`;
    assert.deepEqual(found({}), [[where, "influxdb2/Chart.yaml: no such file", true]]);
    assert.deepEqual(found(files("2.0.0")), [
      [where, "influxdb2/Chart.yaml: the chart `influxdb2` 2.0.0", true],
    ]);
    assert.deepEqual(found(files("2.1.2")), []);
  });

  const board = (changes: object) =>
    JSON.stringify({ id: 100_001, name: "a", organization: "default", cells: [], ...changes });
  const cell = { i: "a", x: 0, y: 0, w: 6, h: 4, name: "a", type: "line", queries: [] };
  const boards: readonly [title: string, files: readonly string[], found: RegExp][] = [
    ["no JSON", ["{"], /no JSON/],
    ["a template of Chronograf's own", [board({ name: "{{ .HOME }}" })], /`\{\{`/],
    ["an export", [JSON.stringify({ meta: {}, dashboard: {} })], /opens empty/],
    ["an id of people", [board({ id: 7 })], /at `id` the number 7/],
    ["an id twice", [board({}), board({})], /the id 100001, which `0\.dashboard` has/],
    ["an organization that is not there", [board({ organization: "ops" })], /the organization `ops`/],
    ["a cell twice", [board({ cells: [cell, cell] })], /two cells `a`/],
    ["a cell beyond the edge", [board({ cells: [{ ...cell, x: 8 }] })], /beyond column 12/],
    ["an unknown type", [board({ cells: [{ ...cell, type: "pie" }] })], /at `cells\.0\.type` "pie"/],
  ];
  for (const [title, texts, found] of boards) {
    it(`tell a dashboard that would open empty, and those behind it: ${title}`, (t) => {
      const files = Object.fromEntries(texts.map((text, index) => [`boards/${index}.dashboard`, text]));
      const [fault, ...others] = faultsOf(t, "{chronograf: {dashboards: boards}}", { files });
      assert.deepEqual(others, []);
      assert.equal(fault?.where, `boards/${texts.length - 1}.dashboard`);
      assert.match(fault.found, found);
    });
  }
});
