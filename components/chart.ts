/** Where a release takes its chart from. */
import type { ChartSource } from "../model/cluster.ts";
import type { Chart } from "../versions.ts";

/** What a Helm release is told of its chart. */
export interface ChartReference {
  readonly chart: string;
  readonly version?: string;
  readonly repositoryOpts?: { readonly repo: string };
}

/** The chart of a repository, of an OCI registry, or of a directory, in which it has the version that it has. */
export function chartReference(
  { name, version, repository }: Chart,
  from: ChartSource | undefined,
): ChartReference {
  if (from !== undefined && "directory" in from)
    return { chart: `${from.directory.replace(/\/+$/, "")}/${name}` };
  const base = (from?.repository ?? repository).replace(/\/+$/, "");
  if (base.startsWith("oci://")) return { chart: `${base}/${name}`, version };
  return { chart: name, version, repositoryOpts: { repo: base } };
}
