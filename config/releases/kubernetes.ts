/** What a stack file says of pods, volumes, routes and networks, wherever it speaks of them. */
import { z } from "zod";
import { quantityOf } from "../../model/releases/quantities.ts";
import { onOff } from "../forms.ts";
import { resources as podResources, scheduling as podScheduling } from "../pods.ts";

const sizeForm = "a size in Kubernetes' notation such as `20Gi`";
const nameForm = "the name of a Kubernetes object: lower case letters, digits, `-` and `.`";
const mapForm = "a map from texts to texts";

/** Name of a Kubernetes object that is there. */
export const objectName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, { error: nameForm });
export const objectNameForm = nameForm;

/**
 * Name of a release: a DNS label, at most 53 characters as Helm asks. A digit at its beginning would be no name of a
 * service.
 */
export const releaseNameForm =
  "lower case letters, digits and `-`, beginning with a letter, at most 53 characters";
export const releaseName = z.string().regex(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/, { error: releaseNameForm });

/** A host name, in lower case as DNS and certificates have it. */
export const hostForm = "a host name such as `influxdb.example.org`";
export const hostName = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/, {
    error: hostForm,
  });

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** Resources of a container. `fallback`: what it gets where the file says nothing. */
export function resources(fallback: string) {
  return podResources.meta({
    description: "Processors and memory of its container.",
    expects: "a map with `requests` and `limits`",
    fallback,
  });
}

/** Where pods of a chart may run. The charts have no place for a priority. */
export const scheduling = podScheduling.unwrap().omit({ priorityClass: true }).optional().meta({
  description: "Where it may run.",
  expects: "a map with `nodeSelector` or `tolerations`",
});

/** Size of a volume: a quantity that is more than nothing. */
export const storageSize = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((written) => (quantityOf(written) ?? 0) > 0, { error: sizeForm });

/** A volume of its own, with the size that is there when nothing is said. */
export function storage(size: string) {
  return z
    .strictObject({
      size: storageSize.prefault(size).meta({
        description: "Size; it may grow where the class allows it, and never shrink.",
        expects: sizeForm,
        example: size,
      }),
      class: objectName.optional().meta({
        description: "StorageClass; a volume cannot change it.",
        expects: "the name of a StorageClass",
        example: "ssd",
        fallback: "that of the cluster",
      }),
      retain: onOff.prefault(true).meta({
        description: "Whether the volume stays when the stack is destroyed or the release gets another name.",
        expects: "`true` or `false`",
        example: "false",
      }),
    })
    .prefault({})
    .meta({ description: "The volume that it keeps its data on.", expects: "a map with `size`" });
}

const tls = onOff.prefault(true).meta({
  description: "Whether the host is served with TLS. Without it tokens travel in clear text.",
  expects: "`true` or `false`",
  example: "false",
});

const host = (example: string) =>
  // Required, see releases.ts; optional here, so that what is around a missing one is checked too.
  hostName.optional().meta({
    description: "Host by which it is reached.",
    expects: hostForm,
    example,
    required: true,
  });

/** Keys of an Ingress. `tlsSecret`: name of the Secret with the certificate where the file says nothing. */
export function ingressKeys(example: string, tlsSecret: string) {
  return {
    host: host(example),
    className: objectName.optional().meta({
      description: "IngressClass.",
      expects: "the name of an IngressClass",
      example: "nginx",
      fallback: "that of the cluster",
    }),
    tls,
    tlsSecret: objectName.optional().meta({
      description: "Secret with the certificate; cert-manager makes it, where an annotation asks for it.",
      expects: "the name of a Secret",
      example: "influxdb-tls",
      fallback: tlsSecret,
    }),
    annotations: texts.prefault({}).meta({
      description: "Annotations, as for cert-manager.",
      expects: mapForm,
    }),
  };
}

/** Keys of an HTTPRoute. */
export function gatewayKeys(example: string) {
  return {
    name: objectName.optional().meta({
      description: "Name of the Gateway.",
      expects: "the name of a Gateway",
      example: "public",
      required: true,
    }),
    namespace: objectName.optional().meta({
      description: "Its namespace.",
      expects: "the name of a namespace",
      example: "gateways",
      fallback: "that of the stack",
    }),
    section: objectName.optional().meta({
      description: "Name of its listener.",
      expects: "the name of a listener",
      example: "https",
      fallback: "all that take the host",
    }),
    host: host(example),
    tls,
  };
}

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const cidr = z
  .string()
  .regex(
    new RegExp(
      String.raw`^(?:${octet}(?:\.${octet}){3}/(?:3[0-2]|[12]?\d)|[0-9a-f:]*:[0-9a-f:]*/\d{1,3})$`,
      "i",
    ),
  )
  .optional()
  .meta({
    description: "Addresses; alone.",
    expects: "a range of addresses such as `10.0.0.0/8`",
    example: "10.0.0.0/8",
  });

const peer = z
  .strictObject({
    namespace: objectName.optional().meta({
      description: "Namespace of the pods.",
      expects: "the name of a namespace",
      example: "ingress-nginx",
      fallback: "that of the stack",
    }),
    pods: texts.optional().meta({ description: "Labels of the pods.", expects: mapForm, fallback: "all" }),
    cidr,
  })
  .refine(
    ({ cidr: range, namespace, pods }) =>
      (range === undefined) !== (namespace === undefined && pods === undefined),
    {
      error: "either `cidr`, or `namespace` or `pods` or both",
    },
  )
  .meta({ expects: "either `cidr`, or `namespace` or `pods` or both" });

const peers = z.array(peer.optional());

export const network = z
  .strictObject({
    from: peers.prefault([]).meta({
      description:
        "Who may reach it, besides what the stack itself declares; where it has a route, also what serves that.",
      expects: "a list of peers",
    }),
    to: peers.optional().meta({
      description: "What it may reach, besides name service and what the stack itself declares.",
      expects: "a list of peers",
      fallback: "everything",
    }),
  })
  .optional()
  .meta({
    description:
      "NetworkPolicies; without this map there are none, and everybody in the cluster may reach it.",
    expects: "a map with `from`, or `{}`",
  });
