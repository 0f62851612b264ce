/** NetworkPolicies: who may reach which pods, and what those may reach. */
import type * as kubernetes from "@pulumi/kubernetes";
import type { NetworkPeer } from "../../model/releases.ts";

type Spec = kubernetes.types.input.networking.v1.NetworkPolicySpec;
type Peer = kubernetes.types.input.networking.v1.NetworkPolicyPeer;

/** Label of the namespace's name, which Kubernetes itself sets. */
const namespaceName = "kubernetes.io/metadata.name";

export interface NetworkPolicyArgs {
  /** Labels of the pods that it is about. */
  readonly pods: Readonly<Record<string, string>>;
  /** Port of theirs that may be reached. */
  readonly port: number;
  readonly from: readonly NetworkPeer[];
  /** What they may reach, besides name service. @default everything */
  readonly to?: readonly NetworkPeer[] | undefined;
}

/** The policy. Without anybody in `from` nobody reaches them: an empty list would let everybody in. */
export function networkPolicy({ pods, port, from, to }: NetworkPolicyArgs): Spec {
  const ingress = from.length === 0 ? [] : [{ from: from.map(peer), ports: [{ port, protocol: "TCP" }] }];
  return {
    podSelector: { matchLabels: { ...pods } },
    policyTypes: to === undefined ? ["Ingress"] : ["Ingress", "Egress"],
    ingress,
    ...(to === undefined
      ? {}
      : { egress: [nameService, ...(to.length === 0 ? [] : [{ to: to.map(peer) }])] }),
  };
}

/** Wherever the cluster has it: its addresses differ. */
const nameService = {
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

function peer({ namespace, pods, cidr }: NetworkPeer): Peer {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  return {
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { [namespaceName]: namespace } } }),
    // Without a namespace it is that of the policy, and then the pods must be named.
    ...(namespace === undefined || pods !== undefined ? { podSelector: { matchLabels: { ...pods } } } : {}),
  };
}
