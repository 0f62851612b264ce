/** What GJSON paths say of the values that they give. */

/** Whether a GJSON path gives many values: `list.#.value`, `list.#(value>1)#`, `[a,b]`. */
export function isOfMany(path: string): boolean {
  const plain = path.replaceAll(/\\./gs, "");
  return /(?:^|[.|])(?:#[.|]|[[{])|\)#/.test(plain);
}
