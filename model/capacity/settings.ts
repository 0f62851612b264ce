/** What a stack file says of capacity: how large the environments are, what was measured, and how full a volume may be. */

/** How large an environment is. What is left out is taken from the number of its applications. */
export interface EnvironmentSize {
  /** Nodes of the cluster. @default one for 20 pods, at least 3 */
  readonly nodes?: number | undefined;
  /** Pods of all applications together. @default 4 for each application */
  readonly pods?: number | undefined;
  /** Containers of all pods together. @default 1.5 for each pod */
  readonly containers?: number | undefined;
  /** Values that one exporter gives at a scrape, where nothing else bounds them. @default 1000 */
  readonly exporterValues?: number | undefined;
  /** Seconds between two samples of its agents. @default 60 */
  readonly intervalSeconds?: number | undefined;
  /** Values that the environment writes in a second, measured: goes before all of the above. @default estimated */
  readonly valuesPerSecond?: number | undefined;
}

/** What is known of a bucket. */
export interface BucketRate {
  /** Values that are written to it in a second, measured. @default estimated */
  readonly valuesPerSecond?: number | undefined;
  /**
   * Series that these values are of, those of one shard. Each has its keys in every shard.
   * @default as many as have one value a minute at that rate; of what agents write, as estimated
   */
  readonly series?: number | undefined;
  /** Bytes that one of its values takes on disk, measured. @default that of all buckets */
  readonly bytesPerValue?: number | undefined;
}

export interface CapacitySettings {
  /** Size of the volume in bytes. @default that of the release, where the stack declares it */
  readonly volumeBytes?: number | undefined;
  /** Share of the volume from which a preview warns. @default 0.7 */
  readonly warn: number;
  /** Share of the volume from which a preview refuses. @default 1 */
  readonly refuse: number;
  /** Bytes that a value takes on disk, compacted, without its series. @default 3 */
  readonly bytesPerValue: number;
  /** By environment. */
  readonly environments: ReadonlyMap<string, EnvironmentSize>;
  /** By bucket name. */
  readonly buckets: ReadonlyMap<string, BucketRate>;
}

/** What holds where a stack file says nothing. */
export const capacityDefaults = {
  warn: 0.7,
  refuse: 1,
  /**
   * Holds for six values that stay as they are, two and a half counters and one and a half that change at random, of
   * ten; test/capacity holds it against a real server.
   */
  bytesPerValue: 3,
  podsPerApplication: 4,
  podsPerNode: 20,
  leastNodes: 3,
  containersPerPod: 1.5,
  exporterValues: 1_000,
  intervalSeconds: 60,
} as const;

/** A size of which nothing is left out. */
export interface WholeSize {
  readonly applications: number;
  readonly nodes: number;
  readonly pods: number;
  readonly containers: number;
  readonly exporterValues: number;
  readonly intervalSeconds: number;
}

/** The size of an environment with so many applications. */
export function wholeSize(applications: number, size: EnvironmentSize = {}): WholeSize {
  const { podsPerApplication, podsPerNode, leastNodes, containersPerPod } = capacityDefaults;
  const pods = size.pods ?? applications * podsPerApplication;
  return {
    applications,
    pods,
    nodes: size.nodes ?? Math.max(leastNodes, Math.ceil(pods / podsPerNode)),
    containers: size.containers ?? Math.ceil(pods * containersPerPod),
    exporterValues: size.exporterValues ?? capacityDefaults.exporterValues,
    intervalSeconds: size.intervalSeconds ?? capacityDefaults.intervalSeconds,
  };
}
