/** Objects of Kubernetes and their state. */
import { z } from "zod";
import { clientTls, duration, input, text, texts } from "../plugin.ts";

export const inventoryResources = [
  ...["daemonsets", "deployments", "endpoints", "ingress", "nodes", "persistentvolumeclaims"],
  ...["persistentvolumes", "pods", "resourcequotas", "secrets", "services", "statefulsets"],
] as const;

const resources = z.array(z.enum(inventoryResources)).optional();

export const kubeInventory = input("kube_inventory", {
  url: text,
  /** Where pods are read instead of the API server. */
  url_kubelet: text.optional(),
  /** A file. */
  bearer_token: text.optional(),
  /** Required, because the default is the namespace `default`; empty for all. */
  namespace: text,
  node_name: text.optional(),
  response_timeout: duration.optional(),
  resource_include: resources,
  resource_exclude: resources,
  selector_include: texts.optional(),
  selector_exclude: texts.optional(),
  max_config_map_age: duration.optional(),
  ...clientTls,
});
