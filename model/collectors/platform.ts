/** Argo CD, cert-manager, Vault, Nublado's pre-puller and ingress. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

export const platformShapes: readonly Shape[] = [
  {
    measurement: "vault_token",
    home: "telegraf",
    tags: [...agentTags, "display_name", "renewable"],
    fields: fieldsOf("int", "ttl", "creation_ttl"),
    from: "inputs.http on Vault's auth/token/lookup-self",
  },
  {
    measurement: "prometheus_application_controller",
    home: "argocd",
    tags: [
      ...[...agentTags, "url", "name", "namespace", "project", "repo", "dest_server", "dest_namespace"],
      ...["health_status", "sync_status", "operation", "autosync_enabled", "phase", "dry_run"],
    ],
    fields: fieldsOf("float", "argocd_app_info", "argocd_app_sync_total"),
    from: "inputs.prometheus on Argo CD's application controller",
  },
  {
    measurement: "nublado_prepuller",
    home: "nublado",
    tags: [...agentTags],
    fields: { ...fieldsOf("int", "pending_images", "missing_nodes"), ...fieldsOf("string", "images") },
    from: "inputs.http on /nublado/spawner/v1/prepulls",
  },
  {
    measurement: "prometheus_cert_manager",
    home: "cert-manager",
    tags: [...agentTags, "namespace", "name", "condition", "issuer_name", "issuer_kind", "issuer_group"],
    fields: fieldsOf(
      "float",
      "certmanager_certificate_ready_status",
      "certmanager_certificate_renewal_timestamp_seconds",
      "certmanager_certificate_expiration_timestamp_seconds",
    ),
    from: "inputs.prometheus on cert-manager",
  },
  {
    measurement: "prometheus_vault_secrets_operator",
    home: "vault-secrets-operator",
    tags: [...agentTags, "namespace", "name"],
    fields: fieldsOf("float", "vaultsecrets_reconciliation_status"),
    from: "inputs.prometheus on vault-secrets-operator",
  },
  {
    measurement: "prometheus_controller",
    home: "ingress-nginx",
    tags: [
      ...[...agentTags, "controller_pod", "controller_class", "controller_namespace", "namespace", "ingress"],
      ...["service", "canary", "host", "path", "method", "status"],
    ],
    fields: fieldsOf("float", "nginx_ingress_controller_requests"),
    from: "inputs.prometheus on ingress-nginx",
  },
];
