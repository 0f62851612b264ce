import type * as grpc from "@grpc/grpc-js";

type Status = Partial<grpc.StatusObject>;

/** Makes handlers of unary calls out of functions; what one throws is answered as `statusOf` says. */
export function unaryWith(statusOf: (error: unknown) => Status) {
  return <Request, Response>(handle: (request: Request) => Response | Promise<Response>) =>
    (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
      Promise.resolve(call.request)
        .then(handle)
        .then(
          (response) => {
            callback(null, response);
          },
          (error: unknown) => {
            callback(statusOf(error));
          },
        );
    };
}
