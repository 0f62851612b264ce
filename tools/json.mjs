/**
 * A field of a JSON object; undefined if there is none or the value is no object.
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown}
 */
export function field(value, name) {
  if (typeof value !== "object" || value === null) return undefined;
  /** @type {{ value?: unknown } | undefined} */
  const property = Object.getOwnPropertyDescriptor(value, name);
  return property?.value;
}

/**
 * What a JSON text says; undefined if it is none.
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
