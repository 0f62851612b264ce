/** Stacks with agents, for tests of what a stack file says of them. */
import type { StackUnderTest } from "./configuration.ts";
import { file } from "./faults.ts";

/** A client whose telegraf does this. Values are YAML. */
export const client = (
  telegraf: string,
  keys: Readonly<Record<string, string | undefined>> = {},
): StackUnderTest => ({
  keys: {
    role: "client",
    influxdb: undefined,
    token: undefined,
    server: "{stack: organization/monitoring/roundtable}",
    environments: "[{name: idfdev, applications: [portal, telegraf, telegraf-ds]}]",
    kubernetes: "{context: idfdev}",
    telegraf,
    ...keys,
  },
});

/** A key of telegraf, as commands have it. */
export const key = (path: string): string => `monitoring:telegraf.${path}`;

/** The same, as faults have it. */
export const where = (path: string): string => `${file}: ${key(path)}`;
