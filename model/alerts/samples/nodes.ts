import type { Point } from "./point.ts";
import type { AlertSample, Like } from "./sample.ts";

const host = { cluster: "idfdev", host: "node-1" } as const;

/** A mount. Inodes are always well. */
function disk(path: string, used: number, tags: Point["tags"] = {}): Point {
  return {
    measurement: "disk",
    tags: { ...host, path, device: "sda1", fstype: "ext4", mode: "rw", ...tags },
    fields: { used_percent: used, inodes_used_percent: 12.5 },
  };
}

const filled: Readonly<Record<Like, number>> = { fine: 84.9, bad: 85.1, worse: 95.1 };

export const nodeSamples: readonly AlertSample[] = [
  {
    id: "node-disk",
    kind: "state",
    subject: "node-1 /var",
    application: "telegraf-ds",
    points: (like) => [
      disk("/var/lib/kubelet", filled[like]),
      disk("/var", filled[like]),
      disk("/run", 84.9, { device: "tmpfs", fstype: "tmpfs" }),
      disk("/dev/shm", 5, { device: "tmpfs", fstype: "tmpfs" }),
    ],
    bad: { severity: "warning", text: /^space used to 85\.1% \(above 85% for 10m\)$/ },
    worse: { severity: "critical", text: /^space used to 95\.1% \(above 95% for 10m\)$/ },
  },
  {
    id: "node-pressure",
    kind: "state",
    subject: "node-1 load",
    application: "telegraf-ds",
    points: (like) => [
      { measurement: "mem", tags: host, fields: { available_percent: 5.1, used_percent: 94.9 } },
      { measurement: "system", tags: host, fields: { load5: like === "fine" ? 15.9 : 16.1, n_cpus: 8n } },
    ],
    bad: { severity: "warning", text: /^load of 16\.1 on 8 CPUs \(above 2 for each for 15m\)$/ },
  },
  {
    id: "node-not-ready",
    kind: "state",
    subject: "node-1",
    application: "telegraf-ds",
    points: (like, { index }) => {
      const condition = (name: string, status: "True" | "False" | "Unknown"): Point => ({
        measurement: "kubernetes_node",
        tags: { ...host, node_name: "node-1", condition: name, status },
        fields: { status_condition: { True: 1n, False: 0n, Unknown: 2n }[status] },
      });
      // Fine is a node that is ready once in a while.
      const fine = like === "fine" && index % 5 === 0;
      return [
        condition("Ready", fine ? "True" : index % 2 === 0 ? "False" : "Unknown"),
        condition("DiskPressure", "True"),
      ];
    },
    bad: {
      severity: "critical",
      text: /^condition Ready is (false|unknown: its kubelet does not answer), for 6m$/,
    },
  },
];
