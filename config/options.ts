/** How configuration is to be read. */
export interface SettingsOptions {
  /** Absolute path of the project: what relative paths in the configuration start from. */
  readonly root: string;
  /**
   * `required`: a missing URL, organization or token is a fault, and the token's file is read. `optional`: it is
   * none, for who asks what should exist and not where.
   */
  readonly connection: "required" | "optional";
}
