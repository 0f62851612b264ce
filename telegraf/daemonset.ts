/** telegraf-ds, one on every node: the node itself, and what its kubelet says of its pods. */
import { type AgentSettings, type Configured, configure, nodeHome } from "./agent.ts";
import { apiDefaults, type KubeletAccess, kubeletDefaults } from "./kubernetes.ts";
import { fallbackHome } from "./placement.ts";
import { type Plugin, use } from "./plugin.ts";
import { cpu } from "./plugins/cpu.ts";
import { disk } from "./plugins/disk.ts";
import { diskio } from "./plugins/diskio.ts";
import { kernel } from "./plugins/kernel.ts";
import { kubeInventory } from "./plugins/kube-inventory.ts";
import { kubernetes } from "./plugins/kubernetes.ts";
import { mem } from "./plugins/mem.ts";
import { net } from "./plugins/net.ts";
import { socketListener } from "./plugins/socket-listener.ts";
import { system } from "./plugins/system.ts";
import { scrape } from "./profiles.ts";
import { homeOptions } from "./routing.ts";
import { health, siteHome } from "./sources.ts";

export interface DaemonsetSettings extends AgentSettings {
  readonly kubelet?: KubeletAccess;
  /** Path of the socket for the node's applications, which write line protocol with a tag `application`. @default none */
  readonly socket?: string;
  /** Metrics of the kubelet's cadvisor that are kept, or globs. @default {@link cadvisorMetrics} */
  readonly cadvisor?: readonly string[];
}

/** What alerts read of cadvisor; it has thousands of series more. */
export const cadvisorMetrics: readonly string[] = ["container_oom_events_total"];

/** Where the pod sees the node: its root, read-only. */
const hostRoot = "/hostfs";

/** Environment of the pod, beside the token: without these the agent would measure its own container. */
export const hostEnvironment = {
  HOST_ETC: `${hostRoot}/etc`,
  HOST_MOUNT_PREFIX: hostRoot,
  HOST_PROC: `${hostRoot}/proc`,
  HOST_SYS: `${hostRoot}/sys`,
  HOST_VAR: `${hostRoot}/var`,
} as const;

/**
 * The node's own network: what `/proc/net` says is said of the reader's, whatever mount it is read through, and a pod has
 * interfaces of its own.
 */
export const hostNetwork = true;

/** Environment that comes from the pod's own object, by the field that holds it. */
export const podEnvironment = { HOST_IP: "status.hostIP", NODE_NAME: "spec.nodeName" } as const;

/** The mount that those need. Mounts that come later must be seen as well: volumes of pods. */
export const hostMount = {
  hostPath: "/",
  mountPath: hostRoot,
  readOnly: true,
  propagation: "HostToContainer",
} as const;

/** File systems that are none, or that hold nothing of their own. */
const noFileSystems = [
  ...["tmpfs", "devtmpfs", "devfs", "iso9660", "overlay", "aufs", "squashfs", "proc", "sysfs", "cgroup"],
  ...["cgroup2", "nsfs", "ramfs", "efivarfs", "fuse.lxcfs"],
];

export function daemonsetConfig(settings: DaemonsetSettings): Configured {
  const inputs = [...node(), ...pods(settings.kubelet ?? {}, settings.cadvisor ?? cadvisorMetrics)];
  if (settings.socket !== undefined) inputs.push(applicationSocket(settings.socket));
  // A DaemonSet's pod has a name of no meaning: `host` is the node.
  const agent = { hostname: "${NODE_NAME}" };
  const homes = [nodeHome, fallbackHome, siteHome];
  return configure(settings, { agent, inputs: [...inputs, health()], homes, own: nodeHome });
}

function node(): Plugin[] {
  const own = homeOptions(nodeHome);
  return [
    use(cpu, {
      alias: "cpu",
      percpu: false,
      totalcpu: true,
      collect_cpu_time: false,
      report_active: true,
      ...own,
    }),
    use(disk, { alias: "disk", ignore_fs: noFileSystems, ignore_mount_opts: ["bind"], ...own }),
    use(diskio, { alias: "diskio", skip_serial_number: true, ...own }),
    use(kernel, { alias: "kernel", collect: ["psi"], ...own }),
    use(mem, { alias: "mem", ...own }),
    // Each pod has a pair of interfaces whose name nobody knows: they would be series without end.
    use(net, { alias: "net", interfaces: ["eth*", "en*", "bond*", "ib*", "wl*"], ...own }),
    // One point; by default there are three, and load and processors could not be compared.
    use(system, { alias: "system", include: ["load", "cpus", "users", "uptime"], ...own }),
  ];
}

function pods(access: KubeletAccess, cadvisor: readonly string[]): Plugin[] {
  const { url = kubeletDefaults.url, ca, tokenFile = kubeletDefaults.tokenFile } = access;
  const tls = ca === undefined ? { insecure_skip_verify: true } : { tls_ca: ca };
  return [
    use(kubernetes, {
      alias: "kubelet",
      url,
      bearer_token: tokenFile,
      node_metric_name: "kubernetes_node_usage",
      // Labels of pods change, and each change would be a new series.
      label_exclude: ["*"],
      response_timeout: "10s",
      ...tls,
    }),
    use(kubeInventory, {
      alias: "pods",
      // Not asked: pods are the kubelet's, and nothing else is read here.
      url: apiDefaults.url,
      url_kubelet: url,
      bearer_token: tokenFile,
      namespace: "",
      node_name: "${NODE_NAME}",
      resource_include: ["pods"],
      selector_exclude: ["*"],
      response_timeout: "10s",
      ...tls,
    }),
    scrape({
      home: fallbackHome,
      component: "cadvisor",
      targets: [`${url}/metrics/cadvisor`],
      metrics: cadvisor,
      tokenFile,
      tls: ca === undefined ? { insecure: true } : { ca },
    }),
  ];
}

/** For the node's applications: a stream, because a datagram that is larger than a buffer is lost. */
function applicationSocket(path: string): Plugin {
  return use(socketListener, {
    alias: "applications",
    service_address: `unix://${path}`,
    socket_mode: "0666",
    data_format: "influx",
  });
}
