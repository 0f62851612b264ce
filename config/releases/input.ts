import type { ChartSource } from "../../model/cluster.ts";
import type { ConfigurationSource } from "../../model/settings.ts";
import type { PartialConfiguration } from "../partial.ts";
import type { GivenSecrets } from "../secret-store.ts";

/** What the settings of releases are read with. */
export interface ReleaseInput {
  readonly source: ConfigurationSource;
  readonly partial: PartialConfiguration;
  readonly secrets: GivenSecrets;
  /** Absolute path of the project. */
  readonly root: string;
  /** Where charts come from; undefined for their own repository, and where that is faulty. */
  readonly charts: ChartSource | undefined;
}
