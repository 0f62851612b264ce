/** The provider as the engine talks to it: gRPC, in the engine's own messages. */
import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { TestServer } from "../../../../test/support/influxd.ts";
import type { Values } from "../../definition/values.ts";
import manifest from "../../package.json" with { type: "json" };
import { serveProvider } from "../../provider/server.ts";
import { type Bag, decode, encode } from "../../provider/wire.ts";

type Client = InstanceType<typeof services.ResourceProviderClient>;

/** A resource on the wire: what is sent back with the next request about it. */
export interface Sent {
  readonly id: string;
  readonly inputs: Bag;
  readonly outputs: Bag;
}

export class WireClient {
  readonly #client: Client;
  readonly #close: () => Promise<void>;

  private constructor(client: Client, close: () => Promise<void>) {
    this.#client = client;
    this.#close = close;
  }

  /** A provider that is connected to a server. */
  static async connect({ url, token, org }: TestServer): Promise<WireClient> {
    const served = await serveProvider(manifest.version);
    const address = `127.0.0.1:${served.port}`;
    const client = new services.ResourceProviderClient(address, grpc.credentials.createInsecure());
    const wire = new WireClient(client, () => served.close());
    const args = encode({ values: { url, token, org }, secrets: new Set(["token"]) });
    await ask<messages.ConfigureResponse>((done) =>
      client.configure(new messages.ConfigureRequest().setArgs(args), done),
    );
    return wire;
  }

  async schema(): Promise<unknown> {
    const client = this.#client;
    const answer = await ask<messages.GetSchemaResponse>((done) =>
      client.getSchema(new messages.GetSchemaRequest(), done),
    );
    return JSON.parse(answer.getSchema()) as unknown;
  }

  /** The inputs as the engine keeps them, and the names of those at fault with what is wrong. */
  async check(token: string, declared: Values): Promise<{ inputs: Bag; failures: Map<string, string> }> {
    const client = this.#client;
    const request = new messages.CheckRequest().setUrn(urnOf(token)).setNews(encode(plain(declared)));
    const answer = await ask<messages.CheckResponse>((done) => client.check(request, done));
    return { inputs: decode(answer.getInputs()), failures: failuresOf(answer.getFailuresList()) };
  }

  /** What a preview foretells of a creation. */
  async foretell(token: string, inputs: Bag): Promise<Bag> {
    const client = this.#client;
    const request = createRequest(token, inputs).setPreview(true);
    return decode(
      (await ask<messages.CreateResponse>((done) => client.create(request, done))).getProperties(),
    );
  }

  async create(token: string, declared: Values): Promise<Sent> {
    const client = this.#client;
    const { inputs, failures } = await this.check(token, declared);
    assert.deepEqual(failures, new Map());
    const answer = await ask<messages.CreateResponse>((done) =>
      client.create(createRequest(token, inputs), done),
    );
    return { id: answer.getId(), inputs, outputs: decode(answer.getProperties()) };
  }

  /** A refresh; an import where nothing is sent of what is known. */
  async read(token: string, known: Pick<Sent, "id"> & Partial<Sent>): Promise<Sent> {
    const client = this.#client;
    const request = new messages.ReadRequest().setUrn(urnOf(token)).setId(known.id);
    if (known.outputs !== undefined) request.setProperties(encode(known.outputs));
    if (known.inputs !== undefined) request.setInputs(encode(known.inputs));
    const answer = await ask<messages.ReadResponse>((done) => client.read(request, done));
    assert.equal(answer.getId(), known.id);
    return { id: known.id, inputs: decode(answer.getInputs()), outputs: decode(answer.getProperties()) };
  }

  /** Names of the inputs that would change, and of those that would replace it. */
  async diff(token: string, { id, inputs, outputs }: Sent, news: Values) {
    const client = this.#client;
    const request = new messages.DiffRequest()
      .setUrn(urnOf(token))
      .setId(id)
      .setOldInputs(encode(inputs))
      .setOlds(encode(outputs))
      .setNews(encode(plain(news)));
    const answer = await ask<messages.DiffResponse>((done) => client.diff(request, done));
    return { changes: answer.getDiffsList(), replaces: answer.getReplacesList() };
  }

  async invoke(token: string, args: Values): Promise<{ result: Values; failures: Map<string, string> }> {
    const client = this.#client;
    const request = new messages.InvokeRequest().setTok(token).setArgs(encode(plain(args)));
    const answer = await ask<messages.InvokeResponse>((done) => client.invoke(request, done));
    return { result: decode(answer.getReturn()).values, failures: failuresOf(answer.getFailuresList()) };
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#close();
  }
}

function createRequest(token: string, inputs: Bag): messages.CreateRequest {
  return new messages.CreateRequest().setUrn(urnOf(token)).setProperties(encode(inputs));
}

function failuresOf(list: readonly messages.CheckFailure[]): Map<string, string> {
  return new Map(list.map((failure) => [failure.getProperty(), failure.getReason()]));
}

function plain(values: Values): Bag {
  return { values, secrets: new Set() };
}

function urnOf(token: string): string {
  return `urn:pulumi:test::project::${token}::name`;
}

async function ask<Response>(
  send: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}
