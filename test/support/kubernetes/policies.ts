/** Who may reach whom under the network policies of a stack, as Kubernetes decides it. */
import { BlockList } from "node:net";
import { z } from "zod";
import type { Manifest } from "./apply.ts";

type Labels = Readonly<Record<string, string>>;

/** A pod on the network of pods; or one that has the address of its node, whom no label finds. */
export type Party =
  | { readonly namespace: string; readonly labels: Labels }
  | { readonly namespace: string; readonly labels: Labels; readonly address: string };

const Matching = z.object({ matchLabels: z.record(z.string(), z.string()).prefault({}) });
const Peer = z.strictObject({
  namespaceSelector: Matching.optional(),
  podSelector: Matching.optional(),
  ipBlock: z.strictObject({ cidr: z.string() }).optional(),
});
const Ports = z.array(z.strictObject({ port: z.number(), protocol: z.string() })).optional();
const Policy = z.looseObject({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.strictObject({
    podSelector: Matching,
    policyTypes: z.array(z.enum(["Ingress", "Egress"])),
    ingress: z.array(z.strictObject({ from: z.array(Peer).optional(), ports: Ports })).prefault([]),
    egress: z.array(z.strictObject({ to: z.array(Peer).optional(), ports: Ports })).prefault([]),
  }),
});
type Policy = z.output<typeof Policy>;

/** Whether one may open a connection to a port of the other: both ends must let it. */
export function mayReach(manifests: readonly Manifest[], from: Party, to: Party, port: number): boolean {
  const policies = manifests
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map((policy) => Policy.parse(policy));
  const lets = (end: Party, type: "Ingress" | "Egress", other: Party): boolean => {
    const about = policies.filter(({ metadata, spec }) => {
      const own = metadata.namespace === end.namespace && holds(spec.podSelector, end.labels);
      return !("address" in end) && own && spec.policyTypes.includes(type);
    });
    return about.length === 0 || about.some((policy) => rulesOf(policy, type).some(matches(policy, other)));
  };
  const matches =
    ({ metadata }: Policy, other: Party) =>
    ({ peers, ports }: ReturnType<typeof rulesOf>[number]): boolean =>
      (ports === undefined || ports.some((each) => each.port === port)) &&
      (peers === undefined || peers.some((peer) => isMeant(peer, other, metadata.namespace)));
  return lets(to, "Ingress", from) && lets(from, "Egress", to);
}

function rulesOf({ spec }: Policy, type: "Ingress" | "Egress") {
  return type === "Ingress"
    ? spec.ingress.map(({ from, ports }) => ({ peers: from, ports }))
    : spec.egress.map(({ to, ports }) => ({ peers: to, ports }));
}

function isMeant(peer: z.output<typeof Peer>, party: Party, home: string): boolean {
  if ("address" in party) {
    if (peer.ipBlock === undefined) return false;
    const [net = "", bits = ""] = peer.ipBlock.cidr.split("/");
    const range = new BlockList();
    range.addSubnet(net, Number(bits));
    return range.check(party.address);
  }
  if (peer.ipBlock !== undefined) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? party.namespace === home
      : holds(peer.namespaceSelector, { "kubernetes.io/metadata.name": party.namespace });
  return inNamespace && (peer.podSelector === undefined || holds(peer.podSelector, party.labels));
}

function holds({ matchLabels }: z.output<typeof Matching>, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
