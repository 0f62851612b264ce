/** The Kubernetes cluster that a stack declares its objects on, as its stack file says it. */

/** How much a container asks for, and how much it may have at most. Kubernetes' own notation: `500m`, `1Gi`. A type, and no interface: Kubernetes takes a map. */
export type ResourceAmounts = {
  readonly cpu?: string;
  readonly memory?: string;
};

export interface Resources {
  readonly requests?: ResourceAmounts;
  readonly limits?: ResourceAmounts;
}

/** Where pods may run, and how much they matter. */
export interface Scheduling {
  /** Labels that a node must have. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that do not keep them away. */
  readonly tolerations?: readonly Toleration[];
  /** Name of a PriorityClass. */
  readonly priorityClass?: string;
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: "Exists" | "Equal";
  readonly value?: string;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** Where Helm charts come from. */
export type ChartSource =
  /** `https://…` (a chart repository) or `oci://…` (a registry). */
  | { readonly repository: string }
  /**
   * Directory that holds a directory for each chart, for clusters that reach no network. Inside of the project it is
   * relative to its root (`./charts`), where the engine works; else absolute. It stands in the state, which is the same
   * for every machine.
   */
  | { readonly directory: string };

export interface ClusterSettings {
  /** Context of the kubeconfig. @default the current one */
  readonly context?: string;
  /** Path of the kubeconfig. @default `KUBECONFIG`, or `~/.kube/config` */
  readonly kubeconfig?: string;
  /** Namespace of everything that is declared. */
  readonly namespace: string;
  /** Whether the stack makes that namespace. */
  readonly createNamespace: boolean;
  /** Whether that namespace stays when the stack goes: all that was to stay would go with it. @default false */
  readonly keepNamespace?: boolean;
  /** Put before the name of every image: `registry.example.org/mirror`. @default none, the images' own registries */
  readonly imageRegistry?: string;
  /** Secrets with which images are fetched, by name; in every namespace that has pods of the stack. @default none */
  readonly imagePullSecrets?: readonly string[];
  /** @default the repository that publishes the charts */
  readonly charts?: ChartSource;
}

/** A container image: its repository and its tag. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
}

/** The image as a cluster gets it: from the mirror, where there is one. */
export function mirrored(
  { repository, tag }: Image,
  { imageRegistry }: Pick<ClusterSettings, "imageRegistry">,
): Image {
  return imageRegistry === undefined
    ? { repository, tag }
    : { repository: `${imageRegistry.replace(/\/+$/, "")}/${repository}`, tag };
}
