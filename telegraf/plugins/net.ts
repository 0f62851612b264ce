/** Traffic of network interfaces. */
import { input, texts } from "../plugin.ts";

export const net = input("net", { interfaces: texts.optional() });
