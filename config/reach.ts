/** Whether the network policies of a stack let its own parts reach each other. */
import type { Fault } from "../model/faults.ts";
import { keyFault, setCommand } from "../model/keys.ts";
import type { ConfigurationSource } from "../model/settings.ts";
import { present } from "./forms.ts";
import type { Configuration } from "./schema.ts";

/** Pods of telegraf-ds have the addresses of their nodes, for which no label stands in a policy. */
export function reachFaults(
  { telegrafDs, releases }: Configuration,
  source: ConfigurationSource,
): readonly Fault[] {
  const network = releases?.influxdb?.network;
  if (telegrafDs === undefined || network === undefined) return [];
  const from = present(network.from);
  if (from.some(({ cidr }) => cidr !== undefined)) return [];
  const path = ["releases", "influxdb", "network", "from"] as const;
  return [
    keyFault(source, path, {
      found: "no range of addresses, beside telegraf-ds, whose pods have the addresses of their nodes",
      expected: "the range that the nodes are in, as `cidr`: no label of pods stands for them",
      mend: setCommand(source, [...path, from.length, "cidr"], "10.0.0.0/16"),
    }),
  ];
}
