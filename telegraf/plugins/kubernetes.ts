/** What the kubelet of a node says of its pods. */
import { clientTls, duration, input, text, texts } from "../plugin.ts";

export const kubernetes = input("kubernetes", {
  /** Required: left empty, each node asks the kubelets of all. */
  url: text,
  /** A file. */
  bearer_token: text.optional(),
  /** Required, because the default is a measurement of kube_inventory. */
  node_metric_name: text,
  label_include: texts.optional(),
  label_exclude: texts.optional(),
  response_timeout: duration.optional(),
  ...clientTls,
});
