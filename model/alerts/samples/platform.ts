import type { Point } from "./point.ts";
import type { AlertSample } from "./sample.ts";

const day = 86_400;
const hour = 3_600;

function vaultToken(name: string, ttl: number, creation: number): Point {
  return {
    measurement: "vault_token",
    tags: { cluster: "idfdev", display_name: name },
    fields: { ttl: BigInt(ttl), creation_ttl: BigInt(creation) },
  };
}

function argoApp(health: string): Point {
  return {
    measurement: "prometheus_application_controller",
    tags: {
      cluster: "idfdev",
      url: "http://10.0.0.1:8082/metrics",
      name: "portal",
      namespace: "argocd",
      project: "rsp",
      health_status: health,
      sync_status: "Synced",
    },
    fields: { argocd_app_info: 1 },
  };
}

/** Syncs so far of one phase, as one controller counts them; no series before the first. */
function syncs(phase: string, count: number, more: Point["tags"] = {}): readonly Point[] {
  if (count === 0) return [];
  const tags = {
    cluster: "idfdev",
    url: "http://10.0.0.1:8082/metrics",
    name: "portal",
    namespace: "argocd",
    project: "rsp",
    dest_server: "https://kubernetes.default.svc",
    phase,
    dry_run: "false",
    ...more,
  };
  return [
    { measurement: "prometheus_application_controller", tags, fields: { argocd_app_sync_total: count } },
  ];
}

function certificate(name: string, fields: Point["fields"], tags: Point["tags"] = {}): Point {
  return {
    measurement: "prometheus_cert_manager",
    tags: { cluster: "idfdev", namespace: "portal", name, issuer_name: "letsencrypt", ...tags },
    fields,
  };
}

/** Readiness of a certificate: a series for each condition. */
function readiness(condition: string): readonly Point[] {
  return ["True", "False", "Unknown"].map((candidate) =>
    certificate(
      "portal-tls",
      { certmanager_certificate_ready_status: candidate === condition ? 1 : 0 },
      { condition: candidate },
    ),
  );
}

/** Renewal and expiration of a certificate, in seconds after an instant. */
function lifetime(name: string, now: number, renewal: number, expiration: number): readonly Point[] {
  return [
    certificate(name, { certmanager_certificate_renewal_timestamp_seconds: now + renewal }),
    certificate(name, { certmanager_certificate_expiration_timestamp_seconds: now + expiration }),
  ];
}

/** Requests so far of one series of a controller; no series before the first. */
function requests(ingress: string, status: string, count: number): readonly Point[] {
  if (count === 0) return [];
  const tags = {
    cluster: "idfdev",
    controller_pod: "controller-0",
    namespace: "portal",
    ingress,
    service: ingress,
    host: "data.example.org",
    path: "/portal",
    method: "GET",
    status,
  };
  return [
    { measurement: "prometheus_controller", tags, fields: { nginx_ingress_controller_requests: count } },
  ];
}

export const platformSamples: readonly AlertSample[] = [
  {
    id: "vault-credential-expiring",
    kind: "state",
    subject: "token-portal",
    application: "telegraf",
    takes: 60,
    points: (like) => [
      vaultToken(
        "token-portal",
        like === "fine" ? 30 * day : like === "bad" ? 30 * day - 1 : 7 * day - 1,
        3650 * day,
      ),
      // It never ends.
      vaultToken("root", 0, 0),
    ],
    bad: { severity: "warning", text: /^ends in 29 days \(less than 30 days\)$/ },
    worse: { severity: "critical", text: /^ends in 6 days \(less than 7 days\)$/ },
  },
  {
    id: "argocd-app-unhealthy",
    kind: "state",
    subject: "portal",
    application: "portal",
    // 15 samples in a row are 14 minutes.
    points: (like, { spent }) => [
      argoApp(
        like === "fine" && spent.fine % 16 === 0 ? "Healthy" : spent[like] % 3 === 0 ? "Missing" : "Degraded",
      ),
    ],
    bad: {
      severity: "warning",
      text: /^health (Degraded|Missing) for \d+ minutes, sync Synced, project rsp$/,
    },
  },
  {
    id: "argocd-sync-failed",
    kind: "state",
    subject: "portal",
    application: "portal",
    points: (_like, { index, spent: { fine, bad } }) => [
      argoApp("Healthy"),
      ...syncs("Succeeded", fine + bad),
      // One in ten minutes is one within each window.
      ...syncs("Failed", Math.floor(bad / 10)),
      ...syncs("Error", index, { dry_run: "true" }),
      // A controller that served the application before, and is not scraped in the same seconds.
      ...(index % 2 === 0 ? syncs("Failed", 7, { url: "http://10.0.0.2:8082/metrics" }) : []),
    ],
    bad: { severity: "warning", text: /^syncs of the last 10m: 1 Failed, 0 Error$/ },
  },
  {
    id: "prepull-stuck",
    kind: "state",
    subject: "pre-puller",
    application: "nublado",
    takes: 75,
    points: (like, { spent }) => {
      const pending = spent[like] % (like === "bad" ? 10 : 11) === 0 ? 2n : 0n;
      const fields = { pending_images: pending, missing_nodes: 3n, images: "w_2026_40" };
      return [{ measurement: "nublado_prepuller", tags: { cluster: "idfdev" }, fields }];
    },
    bad: { severity: "warning", text: /^2 images pending for \d+ minutes, on 3 nodes: w_2026_40$/ },
  },
  {
    id: "certificate-not-ready",
    kind: "state",
    subject: "portal/portal-tls",
    application: "portal",
    // 60 samples in a row are 59 minutes.
    points: (like, { spent }) =>
      readiness(
        like === "fine" && spent.fine % 61 === 0 ? "True" : spent[like] % 5 === 0 ? "Unknown" : "False",
      ),
    bad: {
      severity: "warning",
      text: /^ready is (False|Unknown) for (6\d|7\d|1\d\d) minutes, issuer letsencrypt$/,
    },
  },
  {
    id: "certificate-renewal-overdue",
    kind: "state",
    subject: "portal/portal-tls",
    application: "portal",
    takes: 60,
    points: (like, { seconds }) => [
      ...(like === "fine"
        ? lifetime("portal-tls", seconds, -day + 60, 29 * day)
        : like === "bad"
          ? lifetime("portal-tls", seconds, -day - 60, 14 * day + 60)
          : lifetime("portal-tls", seconds, -16 * day, 14 * day - 60)),
      ...lifetime("short-lived", seconds, -hour, hour + 120),
      certificate("not-issued", {
        certmanager_certificate_renewal_timestamp_seconds: 0,
        certmanager_certificate_expiration_timestamp_seconds: 0,
      }),
    ],
    bad: { severity: "warning", text: /^renewal is overdue by 24 hours \(more than 24 hours\)$/ },
    worse: { severity: "critical", text: /^expires in 13 days \(less than 14 days\)$/ },
  },
  {
    id: "vault-secret-stale",
    kind: "state",
    subject: "portal/portal-secret",
    application: "portal",
    // Ten samples in a row are nine minutes.
    points: (like, { spent }) => [
      {
        measurement: "prometheus_vault_secrets_operator",
        tags: { cluster: "idfdev", namespace: "portal", name: "portal-secret" },
        fields: { vaultsecrets_reconciliation_status: like === "fine" && spent.fine % 11 === 0 ? 1 : 0 },
      },
    ],
    bad: { severity: "warning", text: /^not refreshed from Vault for 1\d minutes$/ },
  },
  {
    id: "http-5xx-rate",
    kind: "state",
    subject: "portal/web",
    application: "portal",
    points: (_like, { spent: { fine, bad } }) => [
      ...requests("web", "200", 19 * (fine + bad)),
      // Ten of 200 requests in each window are five percent; then eleven, counted by a series that was not there before.
      ...requests("web", "503", fine),
      ...requests("web", "5xx", bad + Math.floor(bad / 10)),
      // Twenty requests are too few.
      ...requests("seldom", "500", 2 * (fine + bad)),
    ],
    bad: { severity: "warning", text: /^11 of 201 requests got a 5xx in 10m: 5\.5% \(above 5%\)$/ },
  },
];
