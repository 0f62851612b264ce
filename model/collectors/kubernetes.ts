/** What Kubernetes runs: kube-state-metrics, cadvisor of the kubelets, and the API server, scraped with metric_version 2. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

const home = "kubernetes";

export const kubernetesShapes: readonly Shape[] = [
  {
    measurement: "prometheus_ksm",
    home,
    tags: [
      ...agentTags,
      ...[
        "url",
        "namespace",
        "job_name",
        "condition",
        "owner_kind",
        "owner_name",
        "owner_is_controller",
        "cronjob",
      ],
      ...["pod", "container", "uid", "reason", "resource", "unit", "node"],
    ],
    fields: {
      ...fieldsOf(
        "float",
        "kube_job_failed",
        "kube_job_complete",
        "kube_job_status_start_time",
        "kube_job_owner",
      ),
      ...fieldsOf("float", "kube_cronjob_status_last_successful_time"),
      ...fieldsOf("float", "kube_pod_container_status_last_terminated_reason"),
      ...fieldsOf("float", "kube_pod_container_status_last_terminated_timestamp"),
      ...fieldsOf("float", "kube_pod_container_resource_limits"),
    },
    from: "inputs.prometheus of kube-state-metrics",
  },
  {
    measurement: "prometheus_cadvisor",
    home,
    tags: [...agentTags, "url", "namespace", "pod", "container", "id", "image", "name"],
    fields: fieldsOf("float", "container_oom_events_total"),
    from: "inputs.prometheus of the kubelets' cadvisor",
  },
  {
    measurement: "prometheus_apiserver",
    home,
    tags: [
      ...agentTags,
      ...[
        "url",
        "verb",
        "resource",
        "subresource",
        "group",
        "version",
        "scope",
        "component",
        "dry_run",
        "code",
      ],
    ],
    fields: fieldsOf("float", "apiserver_request_total"),
    from: "inputs.prometheus of the API server",
  },
];
