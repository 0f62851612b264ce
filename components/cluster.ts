/** The cluster: who declares objects on it, and the namespace that they are in. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterSettings, type Image, mirrored } from "../model/cluster.ts";

/** Labels that every object of a stack has. */
export type Labels = Readonly<Record<string, string>>;

export class Cluster extends pulumi.ComponentResource {
  readonly settings: ClusterSettings;
  readonly provider: kubernetes.Provider;
  /** Name of the namespace, known once it is there. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, settings: ClusterSettings, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Cluster", name, {}, opts);
    this.settings = settings;
    const { context, kubeconfig, namespace, createNamespace } = settings;
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      {
        context,
        kubeconfig,
        namespace,
        // A field that somebody else owns is taken back: that is what drift is.
        enableServerSideApply: true,
      },
      { parent: this },
    );
    const made = createNamespace
      ? new kubernetes.core.v1.Namespace(
          `${name}-namespace`,
          { metadata: { name: namespace, labels: { "app.kubernetes.io/managed-by": "pulumi" } } },
          { parent: this, provider: this.provider },
        )
      : undefined;
    this.namespace = made?.metadata.name ?? pulumi.output(namespace);
    this.registerOutputs({ namespace: this.namespace });
  }

  /** Options of a component whose objects are on this cluster. */
  options(parent: pulumi.Resource): pulumi.ComponentResourceOptions {
    return { parent, providers: { kubernetes: this.provider } };
  }

  /** An image as this cluster gets it: `repository:tag`. */
  image(image: Image): string {
    const { repository, tag } = mirrored(image, this.settings);
    return `${repository}:${tag}`;
  }
}

/** The labels that Kubernetes recommends. */
export function labelsOf(component: string, instance: string): Labels {
  return {
    "app.kubernetes.io/name": component,
    "app.kubernetes.io/instance": instance,
    "app.kubernetes.io/part-of": "monitoring",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** Those of the labels that say which pods are meant; they can never change. */
export function selectorOf(labels: Labels): Labels {
  const chosen = ["app.kubernetes.io/name", "app.kubernetes.io/instance"];
  return Object.fromEntries(Object.entries(labels).filter(([label]) => chosen.includes(label)));
}
