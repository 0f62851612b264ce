/** Scrapes of Prometheus exporters. */
import { z } from "zod";
import { clientTls, count, duration, flag, input, secret, size, table, text, texts } from "../plugin.ts";

export const prometheus = input("prometheus", {
  urls: texts.optional(),
  /** Required: 1, the default, makes every metric a measurement, or with a name all of them one point. */
  metric_version: z.literal(2),
  url_tag: text.optional(),
  ignore_timestamp: flag.optional(),
  content_type_override: z
    .enum(["text", "protobuf-delimiter", "protobuf-compact", "protobuf-text"])
    .optional(),
  content_length_limit: size.optional(),
  enable_request_metrics: flag.optional(),
  /** A file. */
  bearer_token: text.optional(),
  username: secret.optional(),
  password: secret.optional(),
  http_headers: table.optional(),
  timeout: duration.optional(),
  response_timeout: duration.optional(),
  kubernetes_services: texts.optional(),
  kube_config: text.optional(),
  kubernetes_label_selector: text.optional(),
  kubernetes_field_selector: text.optional(),
  monitor_kubernetes_pods: flag.optional(),
  monitor_kubernetes_pods_method: z.enum(["annotations", "settings", "settings+annotations"]).optional(),
  monitor_kubernetes_pods_namespace: text.optional(),
  monitor_kubernetes_pods_scheme: z.enum(["http", "https"]).optional(),
  monitor_kubernetes_pods_path: text.optional(),
  monitor_kubernetes_pods_port: count.optional(),
  pod_scrape_scope: z.enum(["cluster", "node"]).optional(),
  pod_scrape_interval: count.optional(),
  pod_namespace_label_name: text.optional(),
  node_ip: text.optional(),
  pod_label_include: texts.optional(),
  pod_label_exclude: texts.optional(),
  pod_annotation_include: texts.optional(),
  pod_annotation_exclude: texts.optional(),
  cache_refresh_interval: count.optional(),
  ...clientTls,
});
