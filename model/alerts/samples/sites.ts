import type { Point } from "./point.ts";
import type { AlertSample, Like } from "./sample.ts";

const day = 86_400;
const server = "https://data.example.org";

/** A poll of the site. A failure has no status code tag. */
function poll(result: string, fields: Point["fields"]): Point {
  return {
    measurement: "http_response",
    tags: {
      cluster: "idfdev",
      server,
      method: "GET",
      result,
      status_code: result === "success" ? "200" : undefined,
    },
    fields: { result_code: result === "success" ? 0n : 6n, ...fields },
  };
}

/** What is left of a certificate: the time of a point is that of its tick, to the second. */
const left: Readonly<Record<Like, number>> = { fine: 30 * day + 1, bad: 30 * day - 1, worse: 7 * day - 1 };

/** Certificates that an address serves, a new one every other minute. */
function served(
  source: string,
  like: Like,
  index: number,
  verification: "valid" | "invalid",
): readonly Point[] {
  const certificate = (type: string, seconds: number): Point => ({
    measurement: "x509_cert",
    tags: {
      cluster: "idfdev",
      source,
      type,
      common_name: type,
      serial_number: `${type}-${index % 2}`,
      issuer_common_name: "R3",
      verification,
    },
    fields: { expiry: BigInt(seconds), verification_code: verification === "valid" ? 0n : 1n },
  });
  return [
    certificate("leaf", left[like]),
    certificate("intermediate", day),
    certificate("root", 9_999 * day),
  ];
}

const site = "https://data.example.org:443";
const api = "https://kubernetes.default.svc:443";
/** Runs that a test has on the way are a quarter of an hour apart. */
const takes = 60;

export const siteSamples: readonly AlertSample[] = [
  {
    id: "site-unreachable",
    kind: "state",
    subject: server,
    application: "telegraf",
    points: (like, { index }) => [
      // One of three fails, or two.
      (index % 3 === 0) !== (like === "fine")
        ? poll("success", { http_response_code: 200n, response_time: 0.3 })
        : poll("response_status_code_mismatch", { http_response_code: 503n, response_time: 2.25 }),
    ],
    bad: {
      severity: "critical",
      text: /^2 of the last 3 polls failed: response_status_code_mismatch, HTTP 503, after 2\.3 s$/,
    },
  },
  {
    id: "site-slow",
    kind: "state",
    subject: server,
    application: "telegraf",
    points: (like, { index }) => [
      index % 5 === 0
        ? poll("timeout", {})
        : poll("success", {
            http_response_code: 200n,
            response_time: (like === "fine" ? 4.9 : 5.1) + (index % 5 === 1 ? 4 : index % 5 === 2 ? -4 : 0),
          }),
    ],
    bad: { severity: "warning", text: /^answers in 5(\.\d)? s on average over 15m \(above 5 s\)$/ },
  },
  {
    id: "site-cert-expiring",
    kind: "state",
    subject: site,
    application: "telegraf",
    takes,
    points: (like, { index }) => [
      ...served(site, like, index, "valid"),
      ...served(api, "worse", index, "invalid"),
    ],
    bad: { severity: "warning", text: /^certificate ends in 29 days \(less than 30 days\), issued by R3$/ },
    worse: { severity: "critical", text: /^certificate ends in 6 days \(less than 7 days\), issued by R3$/ },
  },
  {
    id: "control-plane-cert",
    kind: "state",
    subject: api,
    application: "telegraf",
    takes,
    points: (like, { index }) => [
      ...served(api, like, index, "invalid"),
      ...served(site, "worse", index, "valid"),
    ],
    bad: { severity: "warning", text: /^certificate ends in 29 days \(less than 30 days\), issued by R3$/ },
    worse: { severity: "critical", text: /^certificate ends in 6 days \(less than 7 days\), issued by R3$/ },
  },
];
