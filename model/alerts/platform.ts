/** Alerts on Argo CD, cert-manager, Vault, Nublado's pre-puller and ingress. */
import { type AlertDefinition, day, hour, minute } from "./definition.ts";

/** Agents sample every one to two minutes: what has no sample for so long is gone. */
const fresh = { seconds: 5 * minute };

export const platformAlerts: readonly AlertDefinition[] = [
  {
    id: "vault-credential-expiring",
    title: "A credential of Vault ends soon",
    kind: "state",
    home: "telegraf",
    severities: ["warning", "critical"],
    everySeconds: 15 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: day,
    worse: "below",
    limits: {
      warning: { unit: "duration", value: 30 * day, doc: "Time left below which it is a warning." },
      critical: { unit: "duration", value: 7 * day, doc: "Time left below which it is critical." },
      silent: {
        unit: "duration",
        value: 2 * hour,
        doc: "Time without an answer of Vault after which it is critical: more than the interval at which Vault is asked.",
      },
    },
    advice:
      "Make a new token, or a new SecretID of the AppRole, put it where the old one is used, and revoke the old one. `vault token lookup -accessor` shows when it ends. When there is no answer, the token has expired or was revoked, or telegraf cannot reach Vault: its log says which.",
  },
  {
    id: "argocd-app-unhealthy",
    title: "An application is not healthy in Argo CD",
    kind: "state",
    home: "argocd",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 15 * minute,
    limits: {},
    params: { fresh },
    advice:
      "The application's page in Argo CD shows which resource is not healthy: Degraded is mostly a Deployment whose pods do not start or a Job that failed, Missing a resource that was not created (sync it), Unknown a cluster that Argo CD cannot reach.",
  },
  {
    id: "argocd-sync-failed",
    title: "A sync of an application failed",
    kind: "state",
    home: "argocd",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 10 * minute,
    limits: {
      warning: {
        unit: "count",
        value: 0,
        doc: "Failed syncs within the window above which it is a warning.",
      },
    },
    // Bridges an outage of some samples.
    params: { lookback: { seconds: 10 * minute } },
    advice:
      "`argocd app get <application>` shows the result of the last sync by resource. Failed is a resource that Kubernetes refused, or a hook that failed; Error is a fault of Argo CD, such as a chart that does not render. Correct it and sync again.",
  },
  {
    id: "prepull-stuck",
    title: "Images of labs are not pulled",
    kind: "state",
    home: "nublado",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: 2 * minute,
    windowSeconds: 45 * minute,
    limits: {},
    // Nublado looks at the nodes each five minutes, and gives a pull ten.
    params: { slot: { seconds: 10 * minute } },
    advice:
      "`kubectl get pods -n nublado` shows the pods `prepull-…`; `kubectl describe pod` of one says why its image cannot be pulled: a wrong tag, a registry that does not answer, or a node whose disk is full.",
  },
  {
    id: "certificate-not-ready",
    title: "A certificate is not ready",
    kind: "state",
    home: "cert-manager",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: hour,
    limits: {},
    params: { fresh },
    advice:
      "`kubectl describe certificate` names its CertificateRequest, that its Order and Challenge, and one of them says what failed: mostly a DNS record or a credential of the DNS provider.",
  },
  {
    id: "certificate-renewal-overdue",
    title: "A certificate is not renewed",
    kind: "state",
    home: "cert-manager",
    severities: ["warning", "critical"],
    everySeconds: 15 * minute,
    latenessSeconds: minute,
    windowSeconds: 20 * minute,
    limits: {
      warning: {
        unit: "duration",
        value: day,
        doc: "Time after the time of renewal from which it is a warning.",
      },
      critical: {
        unit: "duration",
        value: 14 * day,
        doc: "Time left below which it is critical, when also half of the time from renewal to expiration is over.",
      },
    },
    advice:
      "A certificate stays ready while its renewal fails: `kubectl describe certificate` and its newest CertificateRequest say why. `cmctl renew` tries again.",
  },
  {
    id: "vault-secret-stale",
    title: "A secret is not refreshed from Vault",
    kind: "state",
    home: "vault-secrets-operator",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 10 * minute,
    limits: {},
    params: { fresh },
    advice:
      "`kubectl describe vaultsecret` shows the error: a path that is not in Vault, or a credential that may not read it. When all secrets of a cluster are stale, look at the operator's credential and at Vault.",
  },
  {
    id: "http-5xx-rate",
    title: "An ingress answers with server errors",
    kind: "state",
    home: "ingress-nginx",
    severities: ["warning"],
    everySeconds: 5 * minute,
    latenessSeconds: minute,
    windowSeconds: 10 * minute,
    limits: {
      warning: {
        unit: "percent",
        value: 5,
        doc: "Part of the requests that get a 5xx, above which it is a warning.",
      },
      least: {
        unit: "count",
        value: 20,
        doc: "Requests within the window; with no more than these nothing is said.",
      },
    },
    // Bridges an outage of some samples.
    params: { lookback: { seconds: 5 * minute } },
    advice:
      "502 and 503 come from ingress-nginx: the pods of the service do not answer, or there are none. 504 is one that takes too long. 500 comes from the application: its log has the error.",
  },
];
