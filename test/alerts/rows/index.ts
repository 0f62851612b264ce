/** The rows of every alert. */
import type { AlertRow } from "../row.ts";
import { eventRows } from "./events.ts";
import { kafkaRows } from "./kafka.ts";
import { kubernetesRows } from "./kubernetes.ts";
import { monitoringRows } from "./monitoring.ts";
import { nodeRows } from "./nodes.ts";
import { platformRows } from "./platform.ts";
import { podRows } from "./pods.ts";
import { serviceRows } from "./services.ts";
import { siteRows } from "./sites.ts";

export const rows: readonly AlertRow[] = [
  ...podRows,
  ...nodeRows,
  ...kubernetesRows,
  ...siteRows,
  ...platformRows,
  ...eventRows,
  ...serviceRows,
  ...kafkaRows,
  ...monitoringRows,
];
