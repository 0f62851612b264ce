/** The cluster: who declares objects on it, and the namespace that they are in. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterSettings, type Image, mirrored } from "../model/cluster.ts";

/** Labels that every object of a stack has. */
export type Labels = Readonly<Record<string, string>>;

/** A namespace of a cluster. */
export type Place = Pick<Cluster, "settings" | "namespace" | "image" | "podSpec" | "staying">;

export class Cluster extends pulumi.ComponentResource {
  readonly settings: ClusterSettings;
  readonly provider: kubernetes.Provider;
  /** Name of the namespace, known once it is there. */
  readonly namespace: pulumi.Output<string>;
  /** What every pod of the stack has: the Secrets of its registry. */
  readonly podSpec: Pick<kubernetes.types.input.core.v1.PodSpec, "imagePullSecrets">;
  /** Options of an object that stays when the stack goes, whatever else they are. */
  readonly staying: (own: pulumi.CustomResourceOptions) => pulumi.CustomResourceOptions;

  constructor(name: string, settings: ClusterSettings, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Cluster", name, {}, opts);
    this.settings = settings;
    const { context, kubeconfig, namespace, createNamespace, keepNamespace, imagePullSecrets } = settings;
    this.podSpec =
      imagePullSecrets === undefined
        ? {}
        : { imagePullSecrets: imagePullSecrets.map((secret) => ({ name: secret })) };
    const connection = {
      context,
      kubeconfig,
      namespace,
      enableServerSideApply: true,
      // A field that somebody else has changed is taken back: that is what drift is.
      enablePatchForce: true,
      // Those that are to be made anew at each change say so themselves, by being immutable.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    };
    this.provider = new kubernetes.Provider(`${name}-kubernetes`, connection, { parent: this });
    const staying = once(
      () =>
        // What stayed is there already when the stack comes again.
        new kubernetes.Provider(
          `${name}-staying`,
          { ...connection, upsertExistingObjects: true },
          { parent: this },
        ),
    );
    this.staying = (own) => ({ ...own, provider: staying(), retainOnDelete: true });
    const own = { parent: this, provider: this.provider };
    const made = createNamespace
      ? new kubernetes.core.v1.Namespace(
          `${name}-namespace`,
          { metadata: { name: namespace, labels: { "app.kubernetes.io/managed-by": "pulumi" } } },
          keepNamespace === true ? this.staying(own) : own,
        )
      : undefined;
    this.namespace = made?.metadata.name ?? pulumi.output(namespace);
    this.registerOutputs({ namespace: this.namespace });
  }

  /** Options of a component whose objects are on this cluster. @param parent @default none: at the top */
  options(parent?: pulumi.Resource): pulumi.ComponentResourceOptions {
    return { ...(parent === undefined ? {} : { parent }), providers: { kubernetes: this.provider } };
  }

  /** Another namespace of this cluster, which is there already. */
  at(namespace: string): Place {
    return {
      settings: this.settings,
      namespace: pulumi.output(namespace),
      image: (image) => this.image(image),
      podSpec: this.podSpec,
      staying: this.staying,
    };
  }

  /** An image as this cluster gets it: `repository:tag`. */
  image(image: Image): string {
    const { repository, tag } = mirrored(image, this.settings);
    return `${repository}:${tag}`;
  }
}

/** Makes it at its first call, and gives the same at every other. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
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
