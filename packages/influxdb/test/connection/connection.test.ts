/** The ways to a server: TLS with a private authority, client certificates, proxies, a path in front. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { startServer, type TestServer } from "../../../../test/support/influxd.ts";
import { passOn } from "../../../../test/support/pass-on.ts";
import { type Connection, kindOf, plain, Sessions } from "../../../../test/support/provider.ts";
import {
  type Certificate,
  makeAuthority,
  makeCertificate,
  startTlsServer,
  type TlsServer,
} from "../../../../test/support/tls.ts";

let server: TestServer;
let sessions: Sessions;
let authority: Certificate;
let ours: Certificate;
before(async () => {
  server = await startServer();
  sessions = new Sessions({
    url: server.url,
    token: server.token,
    org: server.org,
    healthTimeoutSeconds: 3600,
  });
  authority = await makeAuthority("a private authority");
  ours = await makeCertificate(authority);
});
after(async () => {
  await sessions.close();
  await server.stop();
});

const organization = kindOf("Organization");

/** The server's organization, as a session with that connection sees it. */
async function seen(changes: Partial<Connection>) {
  return (await sessions.next(changes).import(organization, server.org))?.id;
}

describe("TLS", () => {
  let secured: TlsServer;
  before(async () => {
    secured = await startTlsServer(server.url, ours);
  });
  after(() => secured.stop());

  test("a certificate of an authority that is not known is refused, with the reason", async () => {
    await assert.rejects(
      seen({ url: secured.url }),
      /no TLS connection to https:.*(unable to verify|unable to get local issuer).*"caCertificate"/,
    );
  });

  test("the authority's certificate in the provider's configuration makes it good", async () => {
    assert.equal(await seen({ url: secured.url, caCertificate: authority.cert }), server.orgId);
  });

  test("another authority's does not, nor does a certificate for another host", async () => {
    const { cert } = await makeAuthority("another");
    await assert.rejects(seen({ url: secured.url, caCertificate: cert }), /no TLS connection/);
    const elsewhere = await startTlsServer(
      server.url,
      await makeCertificate(authority, "elsewhere.example.org"),
    );
    try {
      const connection = { url: elsewhere.url, caCertificate: authority.cert };
      await assert.rejects(seen(connection), /Hostname\/IP does not match/);
      assert.equal(await seen({ url: elsewhere.url, skipVerify: true }), server.orgId);
    } finally {
      await elsewhere.stop();
    }
  });

  test("a server that wants to know its clients lets in who shows the certificate", async () => {
    const strict = await startTlsServer(server.url, ours, { clients: authority.cert });
    try {
      const known = { url: strict.url, caCertificate: authority.cert };
      // Told by an alert or by a closed connection, as it happens: both may pass, so they are waited for.
      await assert.rejects(
        seen({ ...known, healthTimeoutSeconds: 0 }),
        /certificate required|closed|ECONNRESET|socket/i,
      );
      const { cert: clientCertificate, key: clientKey } = await makeCertificate(authority, "client");
      assert.equal(await seen({ ...known, clientCertificate, clientKey }), server.orgId);
    } finally {
      await strict.stop();
    }
  });
});

describe("proxies from the environment", () => {
  /** Hosts that the proxy was asked for, in order: `GET <url>` or `CONNECT <host>`. */
  const asked: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${new URL(incoming.url ?? "").origin}`);
    const { pathname, search } = new URL(incoming.url ?? "");
    passOn(incoming, outgoing, new URL(`${pathname}${search}`, server.url));
  });
  let secured: TlsServer;
  let variables: Record<string, string>;
  before(async () => {
    secured = await startTlsServer(server.url, await makeCertificate(authority, "influxdb.example.org"));
    proxy.on("connect", (incoming, socket, head) => {
      asked.push(`CONNECT ${incoming.url}`);
      const upstream = connect(Number(new URL(secured.url).port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    variables = { HTTP_PROXY: url, HTTPS_PROXY: url };
  });
  after(async () => {
    await sessions.close();
    proxy.closeAllConnections();
    proxy.close();
    await secured.stop();
  });

  /** Does something with variables in the environment, and takes them away again. */
  async function within<T>(environment: Record<string, string>, work: () => Promise<T>): Promise<T> {
    const kept = { ...process.env };
    Object.assign(process.env, environment);
    asked.length = 0;
    try {
      return await work();
    } finally {
      process.env = kept;
    }
  }

  test("http goes through HTTP_PROXY, without a tunnel", async () => {
    const url = "http://influxdb.example.org:8086";
    assert.equal(await within(variables, () => seen({ url })), server.orgId);
    assert.deepEqual(new Set(asked), new Set([`GET ${url}`]));
  });

  test("https goes through a tunnel, and the server's certificate is still checked", async () => {
    const url = "https://influxdb.example.org:8443";
    const connection = { url, caCertificate: authority.cert };
    assert.equal(await within(variables, () => seen(connection)), server.orgId);
    assert.deepEqual(new Set(asked), new Set(["CONNECT influxdb.example.org:8443"]));
    await assert.rejects(
      within(variables, () => seen({ url })),
      /unable to (verify|get local issuer)/,
    );
  });

  test("what NO_PROXY names, and this machine itself, is reached without it", async () => {
    assert.equal(await within(variables, () => seen({})), server.orgId);
    const url = "http://influxdb.invalid:8086";
    const unresolved = { url, healthTimeoutSeconds: 0 };
    await assert.rejects(
      within({ ...variables, NO_PROXY: "influxdb.invalid" }, () => seen(unresolved)),
      /ENOTFOUND|EAI_AGAIN/,
    );
    assert.deepEqual(asked, []);
  });
});

test("a path in front of the API is kept", async () => {
  const behind = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "";
    if (!path.startsWith("/influx/")) {
      outgoing.writeHead(404).end("nothing here");
      return;
    }
    passOn(incoming, outgoing, new URL(path.slice("/influx".length), server.url));
  });
  await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
  const { port } = behind.address() as AddressInfo;
  try {
    for (const path of ["influx", "influx/"]) {
      const session = sessions.next({ url: `http://127.0.0.1:${port}/${path}` });
      const resource = await session.create(kindOf("Bucket"), { name: `behind ${path}` });
      assert.deepEqual(plain(await session.refreshed(resource)), plain(resource));
      await session.delete(resource);
    }
  } finally {
    await sessions.close();
    behind.closeAllConnections();
    behind.close();
  }
});
