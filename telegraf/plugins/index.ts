/** Every plugin that the toolchain's telegraf is built with and a configuration may use. */
import type { PluginType } from "../plugin.ts";
import { cpu } from "./cpu.ts";
import { disk } from "./disk.ts";
import { diskio } from "./diskio.ts";
import { exec } from "./exec.ts";
import { httpListenerV2 } from "./http-listener-v2.ts";
import { httpResponse } from "./http-response.ts";
import { http } from "./http.ts";
import { influxdbV2 } from "./influxdb-v2.ts";
import { internal } from "./internal.ts";
import { jolokia2Agent } from "./jolokia2-agent.ts";
import { kafkaConsumer } from "./kafka-consumer.ts";
import { kernel } from "./kernel.ts";
import { kubeInventory } from "./kube-inventory.ts";
import { kubernetes } from "./kubernetes.ts";
import { mem } from "./mem.ts";
import { net } from "./net.ts";
import { override } from "./override.ts";
import { prometheus } from "./prometheus.ts";
import { rename } from "./rename.ts";
import { socketListener } from "./socket-listener.ts";
import { starlark } from "./starlark.ts";
import { system } from "./system.ts";
import { webhooks } from "./webhooks.ts";
import { x509Cert } from "./x509-cert.ts";

export const pluginTypes: readonly PluginType[] = [
  ...[cpu, disk, diskio, exec, http, httpListenerV2, httpResponse, internal, jolokia2Agent, kafkaConsumer],
  ...[kernel, kubeInventory, kubernetes, mem, net, prometheus, socketListener, system, webhooks, x509Cert],
  ...[override, rename, starlark],
  influxdbV2,
];
