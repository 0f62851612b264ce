import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ApiError } from "../client/errors.ts";

/**
 * The answer of a path below another object's; undefined when that object is gone for certain. Such a path answers
 * `page not found` then, and also to a token that may not see the object: only the object itself tells.
 */
export async function below<T>(api: Api, parent: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    if ((await orAbsent(api.get(z.looseObject({}), parent))) === undefined) return undefined;
    throw error;
  }
}

/** The named parts of an id that is put together, e.g. `<organization>/<user>`. */
export function partsOf(id: string, form: RegExp): Readonly<Record<string, string>> {
  const parts = form.exec(id)?.groups;
  if (parts === undefined) throw new Error(`"${id}" lacks an id of the form ${form.source}`);
  return parts;
}
