import * as influxdb from "@pulumi/influxdb";
import * as pulumi from "@pulumi/pulumi";

export interface SecretsArgs {
  /** Values by key. A key is the identity: another one is another secret. A new value is set in place. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
}

/** The secrets of a stack, which its tasks read from InfluxDB. Needs an `influxdb` provider among its options. */
export class Secrets extends pulumi.ComponentResource {
  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("monitoring:index:Secrets", name, {}, opts);
    for (const [key, value] of args.secrets) {
      new influxdb.Secret(`${name}-${key}`, { key, value }, { parent: this });
    }
    this.registerOutputs({});
  }
}
