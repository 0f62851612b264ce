import { describe } from "node:test";
import { file, set, tells } from "../support/faults.ts";
import type { StackUnderTest } from "../support/configuration.ts";

const server = (network: string): StackUnderTest => ({
  keys: {
    role: "server",
    influxdb: "{org: monitoring}",
    token: undefined,
    environments: "[{name: idfdev, applications: [telegraf, telegraf-ds]}]",
    kubernetes: "{context: test}",
    releases: `{influxdb: {network: ${network}}}`,
    telegrafDs: "{}",
  },
});

describe("a policy that keeps the stack's own parts out", () => {
  tells([
    {
      title: "telegraf-ds beside a policy that names no addresses",
      bad: server("{from: [{namespace: ingress-nginx}]}"),
      faults: [
        {
          where: `${file}: monitoring:releases.influxdb.network.from`,
          found: "no range of addresses, beside telegraf-ds, whose pods have the addresses of their nodes",
          expected: "the range that the nodes are in, as `cidr`: no label of pods stands for them",
          mend: set("'monitoring:releases.influxdb.network.from[1].cidr'", "10.0.0.0/16"),
        },
      ],
      mended: server("{from: [{namespace: ingress-nginx}, {cidr: 10.0.0.0/16}]}"),
    },
  ]);
});
