/** `@pulumi/influxdb`: every resource of InfluxDB v2 that this package manages, and the provider to pass to them. */
export * from "./resources/index.ts";
