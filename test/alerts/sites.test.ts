/** What the rows of sites and certificates cannot show. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { finder } from "./found.ts";

const find = finder();
const day = 86_400;

test("site-unreachable: an address that cannot be looked up fails, though its code is 0", async () => {
  const points = (): readonly Point[] => [
    {
      measurement: "http_response",
      tags: { cluster: "idfdev", server: "https://gone.example.org", result: "address_error" },
      fields: { result_code: 0n },
    },
  ];
  assert.deepEqual(await find("site-unreachable", points, 5), {
    "https://gone.example.org": "3 of the last 3 polls failed: address_error",
  });
});

describe("site-cert-expiring", { concurrency: 4 }, () => {
  const certificate = (days: number, tags: Point["tags"], code = 0n): Point => ({
    measurement: "x509_cert",
    tags: {
      cluster: "idfdev",
      source: "https://data.example.org:443",
      type: "leaf",
      serial_number: "1",
      ...tags,
    },
    fields: { expiry: BigInt(days * day), verification_code: code },
  });

  test("one that cannot be verified is found, whatever its lifetime, also when it signed itself", async () => {
    const points = () => [certificate(300, { type: "root", verification: "invalid" }, 1n)];
    assert.deepEqual(await find("site-cert-expiring", points, 5), {
      "https://data.example.org:443": "certificate cannot be verified, and ends in 299 days",
    });
  });

  test("one that has ended is found, and one that was renewed is not", async () => {
    const points = (minute: number) => [
      certificate(-2, { source: "https://old.example.org:443", verification: "invalid" }, 1n),
      minute < 5 ? certificate(3, {}) : certificate(89, { serial_number: "2" }),
    ];
    assert.deepEqual(await find("site-cert-expiring", points, 10), {
      "https://old.example.org:443": "certificate ended 2 days ago",
    });
  });
});

test("control-plane-cert: the API server, kubelets and files are of the control plane, sites are not", async () => {
  const control = [
    "https://kubernetes.default.svc:443",
    "https://kubernetes.default.svc.cluster.local",
    "tcp://10.0.0.1:6443",
    "https://10.0.0.2:10250",
    "https://[fd00::1]:2379/health",
    "/etc/kubernetes/pki/apiserver.crt",
  ];
  const sites = [
    "https://kubernetes.example.org:443",
    "https://data.example.org:443",
    "https://data.example.org/a:6443x",
  ];
  const points = (): readonly Point[] =>
    [...control, ...sites].map((source) => ({
      measurement: "x509_cert",
      tags: { cluster: "idfdev", source, type: "leaf" },
      fields: { expiry: BigInt(day), verification_code: 0n },
    }));
  assert.deepEqual(Object.keys(await find("control-plane-cert", points, 2)).sort(), [...control].sort());
  assert.deepEqual(Object.keys(await find("site-cert-expiring", points, 2)).sort(), [...sites].sort());
});
