/** What a stack file says of the releases of its server: `monitoring:releases`. */
import { z } from "zod";
import type { Resources } from "../model/cluster.ts";
import type { Fault } from "../model/faults.ts";
import { keyFault, removeCommand } from "../model/keys.ts";
import { releaseFaults } from "../model/releases/checks.ts";
import type {
  BackupSettings,
  ChronografRelease,
  GatewaySettings,
  InfluxdbRelease,
  IngressSettings,
  NetworkSettings,
  ReleaseSettings,
} from "../model/releases.ts";
import { charts } from "../versions.ts";
import { present } from "./forms.ts";
import { resourcesOf, schedulingOf } from "./pods.ts";
import { chartFaults } from "./releases/charts.ts";
import { chronograf } from "./releases/chronograf.ts";
import { dashboardsOf } from "./releases/dashboards.ts";
import { influxdb } from "./releases/influxdb.ts";
import { optionsOf } from "./releases/influxd.ts";
import type { ReleaseInput } from "./releases/input.ts";
import { loginOf } from "./releases/login.ts";
import { missingIn } from "./required.ts";

export const releases = z.strictObject({ influxdb, chronograf }).optional().meta({
  description: "The server in the cluster of the stack; without this map it is one that is there already.",
  expects: "a map with `influxdb` and perhaps `chronograf`",
});

type Given = NonNullable<z.output<typeof releases>>;
type GivenInfluxdb = NonNullable<Given["influxdb"]>;
type GivenChronograf = NonNullable<Given["chronograf"]>;

/** What is asked for where a stack file says nothing. */
const defaultResources: Readonly<Record<"influxdb" | "chronograf", Resources>> = {
  influxdb: { requests: { cpu: "500m", memory: "2Gi" }, limits: { memory: "4Gi" } },
  chronograf: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
};

/** The releases that a stack file asks for, and all that is wrong with them. */
export function releaseSettings(
  given: Given | undefined,
  input: ReleaseInput,
): { readonly releases: ReleaseSettings | undefined; readonly faults: readonly Fault[] } {
  if (given === undefined) return { releases: undefined, faults: [] };
  const server = given.influxdb === undefined ? undefined : influxdbOf(given.influxdb, input);
  const viewer = given.chronograf === undefined ? undefined : chronografOf(given.chronograf, input);
  const settings = { influxdb: server?.release, chronograf: viewer?.release };
  const { source, partial } = input;
  const needed = [
    ...(server === undefined ? [] : [charts.influxdb]),
    ...(viewer === undefined ? [] : [charts.chronograf]),
  ];
  return {
    releases: settings,
    faults: [
      ...(server?.faults ?? []),
      ...(viewer?.faults ?? []),
      ...releaseFaults(settings, { source, faulty: (...path) => partial.faulty(...path) }),
      ...chartFaults(needed, input),
    ],
  };
}

function influxdbOf(
  given: GivenInfluxdb,
  input: ReleaseInput,
): { readonly release: InfluxdbRelease; readonly faults: readonly Fault[] } {
  const routes = routesOf("influxdb", given, input);
  const backup = backupOf(given.backup, input);
  const routed = given.ingress !== undefined || given.gateway !== undefined;
  return {
    release: {
      ...commonOf("influxdb", given),
      ...routes.routes,
      reach: given.reach ?? (routed ? "ingress" : "port-forward"),
      settings: optionsOf(given.settings),
      adminSecret: given.adminSecret,
      backup: backup.backup,
    },
    faults: [...routes.faults, ...backup.faults],
  };
}

function chronografOf(
  given: GivenChronograf,
  input: ReleaseInput,
): { readonly release: ChronografRelease; readonly faults: readonly Fault[] } {
  const routes = routesOf("chronograf", given, input);
  const routed = given.ingress !== undefined || given.gateway !== undefined;
  const login = loginOf(given.login, routed, input);
  const organizations = Object.entries(given.organizations).map(([id, { name, role }]) => ({
    id,
    name: name ?? id,
    role,
  }));
  const ids = organizations.map(({ id }) => id);
  const dashboards = dashboardsOf(given.dashboards, ids, input);
  return {
    release: {
      ...commonOf("chronograf", given),
      ...routes.routes,
      path: given.path,
      publicUrl: given.publicUrl,
      login: login.login,
      organizations,
      dashboards: dashboards.dashboards,
    },
    faults: [...routes.faults, ...login.faults, ...dashboards.faults],
  };
}

/** What both have. */
function commonOf(which: "influxdb" | "chronograf", given: GivenInfluxdb | GivenChronograf) {
  return {
    name: given.name,
    storage: given.storage,
    // What a stack file says of requests, or of limits, takes the place of all of them.
    resources: { ...defaultResources[which], ...resourcesOf(given.resources) },
    scheduling: schedulingOf(given.scheduling) ?? {},
    network: networkOf(given.network),
  };
}

function networkOf(given: GivenInfluxdb["network"]): NetworkSettings | undefined {
  if (given === undefined) return undefined;
  const { from, to } = given;
  return { from: present(from), ...(to === undefined ? {} : { to: present(to) }) };
}

/** Ingress and gateway, as far as they have what they must. */
function routesOf(
  which: "influxdb" | "chronograf",
  { ingress, gateway }: Pick<GivenInfluxdb, "ingress" | "gateway">,
  context: ReleaseInput,
): {
  readonly routes: {
    readonly ingress: IngressSettings | undefined;
    readonly gateway: GatewaySettings | undefined;
  };
  readonly faults: readonly Fault[];
} {
  const path = ["releases", which];
  const faults = [
    ...(ingress === undefined ? [] : missingIn([...path, "ingress"], ingress, ["host"], context)),
    ...(gateway === undefined ? [] : missingIn([...path, "gateway"], gateway, ["name", "host"], context)),
  ];
  // One that lacks something is told; what only asks whether there is one is not to say that there is none.
  const routes = {
    ingress: ingress === undefined ? undefined : { ...ingress, host: ingress.host ?? "" },
    gateway:
      gateway === undefined ? undefined : { ...gateway, name: gateway.name ?? "", host: gateway.host ?? "" },
  };
  return { routes, faults };
}

function backupOf(
  given: GivenInfluxdb["backup"],
  context: ReleaseInput,
): { readonly backup: BackupSettings | undefined; readonly faults: readonly Fault[] } {
  if (given === undefined) return { backup: undefined, faults: [] };
  const { volume, s3, schedule, timeZone, keep } = given;
  const path = ["releases", "influxdb", "backup"];
  const { source, partial } = context;
  const both = volume !== undefined && s3 !== undefined;
  if (both || (volume === undefined && s3 === undefined)) {
    const known = partial.faulty(...path, "volume") || partial.faulty(...path, "s3");
    if (!both && known) return { backup: undefined, faults: [] };
    const fault = keyFault(source, path, {
      found: both ? "both `volume` and `s3`" : "neither `volume` nor `s3`",
      expected: "one of the two: where backups go",
      mend: both ? removeCommand(source, [...path, "volume"]) : `add one of them in ${source.file}`,
    });
    return { backup: undefined, faults: [fault] };
  }
  if (volume !== undefined) {
    const { size, claim } = volume;
    const target =
      claim === undefined
        ? ({ kind: "volume", size, class: volume.class } as const)
        : ({ kind: "claim", claim } as const);
    return { backup: { schedule, timeZone, keep, target }, faults: [] };
  }
  const faults = missingIn([...path, "s3"], s3 ?? {}, ["bucket"], context);
  if (s3?.bucket === undefined) return { backup: undefined, faults };
  const { bucket, prefix, endpoint, region, credentialsSecret } = s3;
  const target = { kind: "s3", bucket, prefix, endpoint, region, credentialsSecret } as const;
  return { backup: { schedule, timeZone, keep, target }, faults };
}
