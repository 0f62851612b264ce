import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, it } from "node:test";
import { api, startServer, type TestServer } from "../support/influxd.ts";
import { copyProject, errorsOf, type Answer, type ProjectCopy } from "../support/project.ts";

/** A stack whose file says something wrong about its server: told at once, and mended by correcting it. */
describe("the connection of a stack", () => {
  let project: ProjectCopy;
  let server: TestServer;
  let command: (script: string, ...flags: string[]) => Promise<Answer>;

  before(async () => {
    [project, server] = await Promise.all([copyProject(), startServer()]);
    const state = join(dirname(project.root), "state");
    await mkdir(state);
    const env = { PULUMI_BACKEND_URL: pathToFileURL(state).href, PULUMI_CONFIG_PASSPHRASE: "a passphrase" };
    command = (script, ...flags) =>
      project.run("npm", ["run", "--silent", script, "--", "small", ...flags], env);
  });
  after(async () => {
    await server.stop();
    await project.remove();
  });

  /** Writes the stack file; what is not said is right. */
  async function declare({
    url = server.url,
    org = server.org,
    token = server.token,
    wait = 60,
    application = "portal",
  } = {}): Promise<void> {
    const tokenFile = join(dirname(project.root), "token");
    await writeFile(tokenFile, token, { mode: 0o600 });
    const influxdb = { url, org, tokenFile, healthTimeoutSeconds: wait };
    const config = {
      "monitoring:role": "server",
      "monitoring:environments": [{ name: "one", applications: [application] }],
      "monitoring:influxdb": influxdb,
      // What the server's setup and this test make by themselves.
      "monitoring:drift": {
        ignore: ["User", "OrganizationMembership", "Bucket", "Authorization"].map((kind) => ({ kind })),
      },
    };
    await writeFile(join(project.root, "Pulumi.small.yaml"), JSON.stringify({ config }));
  }

  async function bucketNames(): Promise<string> {
    return api(server, "GET", `/api/v2/buckets?orgID=${server.orgId}&limit=100`);
  }

  it("is refused with a wrong token, naming the setting, and brought up with the right one", async () => {
    await declare({ token: "not-the-token" });
    const refused = await command("up", "--yes", "--skip-preview");
    assert.notEqual(refused.code, 0);
    assert.match(refused.stdout + refused.stderr, /401.*The provider's "token" was refused/);
    assert.doesNotMatch(await bucketNames(), /"name": "portal"/);

    await declare();
    const up = await command("up", "--yes", "--skip-preview");
    assert.equal(up.code, 0, errorsOf(up));
    assert.match(await bucketNames(), /"name": "portal"/);
  });

  it("is used as it is declared now, when a token is revoked and another takes its place", async () => {
    const all = await api(server, "GET", "/api/v2/authorizations");
    const { authorizations } = JSON.parse(all) as { authorizations: { permissions: unknown[] }[] };
    // The operator's, who may do more than any other.
    const permissions = authorizations
      .map((found) => found.permissions)
      .sort((a, b) => b.length - a.length)[0];
    const grant = async (): Promise<{ id: string; token: string }> =>
      JSON.parse(
        await api(server, "POST", "/api/v2/authorizations", { json: { orgID: server.orgId, permissions } }),
      ) as { id: string; token: string };
    const [first, second] = [await grant(), await grant()];
    await declare({ token: first.token });
    const earlier = await command("up", "--yes", "--skip-preview");
    assert.equal(earlier.code, 0, errorsOf(earlier));

    await api(server, "DELETE", `/api/v2/authorizations/${first.id}`);
    await declare({ token: second.token });
    const drift = await command("drift");
    assert.equal(drift.code, 0, errorsOf(drift));
    const up = await command("up", "--yes", "--skip-preview");
    assert.equal(up.code, 0, errorsOf(up));
  });

  it("names the organizations that there are when it asks for another", async () => {
    await declare({ org: "nowhere" });
    const { code, stdout, stderr } = await command("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, new RegExp(`organization "nowhere" was not found.*"${server.org}"`));
  });

  it("need not be there for a preview, which says what it could not look at", async () => {
    await declare({ url: "http://127.0.0.1:1", application: "tap" });
    const { code, stdout, stderr } = await command("preview");
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      stderr,
      /bucket "portal" could not be looked at: waited 5 s for InfluxDB at http:\/\/127\.0\.0\.1:1/,
    );
  });

  it("waits for a server that is down as long as it is told to, and says what it waited for", async () => {
    await declare({ url: "http://127.0.0.1:1", wait: 1 });
    const drift = await command("drift");
    assert.equal(drift.code, 1);
    assert.match(drift.stdout + drift.stderr, /waited 1 s for InfluxDB at http:\/\/127\.0\.0\.1:1\/health/);
    await declare();
    assert.equal((await command("drift")).code, 0);
  });
});
