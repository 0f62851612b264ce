/** Alerts on public sites and certificates. */
import { type AlertDefinition, day, hour, type Limit, minute } from "./definition.ts";

const common = {
  kind: "state",
  home: "telegraf",
  everySeconds: 5 * minute,
  latenessSeconds: minute,
} as const;

/** What alerts on certificates have in common. They are read as seldom as once an hour. */
const certificate = {
  ...common,
  severities: ["warning", "critical"],
  everySeconds: 15 * minute,
  windowSeconds: 3 * hour,
} as const;

const lifetimes: Readonly<Record<string, Limit>> = {
  warning: { unit: "duration", value: 30 * day, doc: "Remaining lifetime below which it is a warning." },
  critical: { unit: "duration", value: 7 * day, doc: "Remaining lifetime below which it is critical." },
};

export const siteAlerts: readonly AlertDefinition[] = [
  {
    ...common,
    id: "site-unreachable",
    title: "A site cannot be reached",
    severities: ["critical"],
    // Three polls, and a run that is missed.
    windowSeconds: 10 * minute,
    limits: {
      failures: { unit: "count", value: 2, doc: "Failed polls of the last three from which it is critical." },
    },
    advice:
      "Open the address. When the name, the connection or the certificate fails, look at DNS, the load balancer and the ingress; with an HTTP status the answer comes from the ingress or the application: look at their logs.",
  },
  {
    ...common,
    id: "site-slow",
    title: "A site is slow",
    severities: ["warning"],
    windowSeconds: 15 * minute,
    limits: {
      warning: {
        unit: "duration",
        value: 5,
        doc: "Mean time to answer over the window, above which it is a warning.",
      },
    },
    // How far back a poll may be, before the window and before the tick: there is one every one to two minutes.
    params: { slack: { seconds: 3 * minute } },
    advice:
      "See whether other sites of the cluster are slow too: then it is the ingress or the nodes. Else look at the application behind it: its CPU (cpu-near-limit), its database and its log.",
  },
  {
    ...certificate,
    id: "site-cert-expiring",
    title: "A site's certificate ends soon, or is not valid",
    worse: "below",
    limits: lifetimes,
    advice:
      "`kubectl get certificate -A` shows what cert-manager would renew and `kubectl describe` of its challenge what hinders it. A certificate made by hand has to be renewed by hand. One that cannot be verified is often served without its chain, or for another name.",
  },
  {
    ...certificate,
    id: "control-plane-cert",
    title: "A certificate of Kubernetes itself ends soon",
    worse: "below",
    limits: lifetimes,
    advice:
      "`kubeadm certs check-expiration` and `kubeadm certs renew all` on the control plane; the kubelets' are renewed by the kubelet when `rotateCertificates` and `serverTLSBootstrap` are set and `kubectl get csr` shows no pending request. In a managed cluster it is the provider's: ask there.",
  },
];
