// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** Configuration of a {@link Provider}. */
export interface ProviderArgs {
  /**
   * URL of the server, `http` or `https`, with its path prefix where it has one, without user and
   * password. May change without effect on the objects.
   */
  readonly url?: pulumi.Input<string> | undefined;
  /**
   * API token with the right to manage what the stack declares. May change without effect on the
   * objects.
   */
  readonly token?: pulumi.Input<string> | undefined;
  /**
   * Name of the organization that resources belong to unless they name another. A change replaces those
   * resources.
   */
  readonly org?: pulumi.Input<string> | undefined;
  /** How long the first request waits for the server to be healthy, in seconds. Default: 300. */
  readonly healthTimeoutSeconds?: pulumi.Input<number> | undefined;
  /**
   * Requests under way at once, from 1 to 64. Default: 8; the server writes one after the other, so more
   * buys little.
   */
  readonly concurrency?: pulumi.Input<number> | undefined;
  /**
   * Certificates that are trusted for the server beside the well-known ones, as PEM text: those of a
   * private authority. May change without effect on the objects.
   */
  readonly caCertificate?: pulumi.Input<string> | undefined;
  /**
   * Certificate to show to the server or the proxy in front of it, as PEM text. Needs `clientKey`. May
   * change without effect on the objects.
   */
  readonly clientCertificate?: pulumi.Input<string> | undefined;
  /**
   * Private key of `clientCertificate`, as PEM text, not encrypted. May change without effect on the
   * objects.
   */
  readonly clientKey?: pulumi.Input<string> | undefined;
  /**
   * Whether any certificate of the server will do. Whoever is between can then read the token:
   * `caCertificate` is the safe way. Default: false.
   */
  readonly skipVerify?: pulumi.Input<boolean> | undefined;
}

/** Connection to one InfluxDB v2 server. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super(
      "influxdb",
      name,
      {
        url: args.url,
        token: args.token,
        org: args.org,
        healthTimeoutSeconds: pulumi
          .output(args.healthTimeoutSeconds)
          .apply((value) => (value === undefined ? undefined : JSON.stringify(value))),
        concurrency: pulumi
          .output(args.concurrency)
          .apply((value) => (value === undefined ? undefined : JSON.stringify(value))),
        caCertificate: args.caCertificate,
        clientCertificate: args.clientCertificate,
        clientKey: args.clientKey,
        skipVerify: pulumi
          .output(args.skipVerify)
          .apply((value) => (value === undefined ? undefined : JSON.stringify(value))),
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["token", "clientKey"] }),
    );
  }
}
