import * as grpc from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/engine_pb.js";

/** The engine that this provider serves: where notices for the user go. */
export class Engine {
  #client: InstanceType<typeof engineServices.EngineClient> | undefined;

  connect(address: string): void {
    if (address === "") return;
    this.#client?.close();
    this.#client = new engineServices.EngineClient(address, grpc.credentials.createInsecure());
  }

  /**
   * Shows a notice in the engine's output; as a warning where it is about a resource. What cannot be delivered is
   * written to standard error.
   */
  notice(message: string, urn?: string): void {
    const request = new messages.LogRequest()
      .setSeverity(urn === undefined ? messages.LogSeverity.INFO : messages.LogSeverity.WARNING)
      .setMessage(message)
      .setUrn(urn ?? "");
    const undelivered = () => process.stderr.write(`${message}\n`);
    if (this.#client === undefined) undelivered();
    else
      this.#client.log(request, (error) => {
        if (error) undelivered();
      });
  }

  close(): void {
    this.#client?.close();
  }
}
