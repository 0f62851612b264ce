import type { z } from "zod";
import type { Api } from "../client/api.ts";
import { ApiError } from "../client/errors.ts";

/**
 * Sends what has a name that must be unique, to a part of the API that answers 500 instead of a conflict when it is
 * taken: only the constraint of its database tells.
 */
export async function sendUnique<T>(
  api: Api,
  schema: z.ZodType<T>,
  method: "POST" | "PATCH",
  path: string,
  body: unknown,
): Promise<T> {
  try {
    return await api.send(schema, method, path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || !error.reason.startsWith("UNIQUE constraint failed")) throw error;
    const reason = `the name is taken in this organization (${error.reason})`;
    throw new ApiError(`${method} ${path} at ${api.url}`, error.status, "conflict", reason);
  }
}
