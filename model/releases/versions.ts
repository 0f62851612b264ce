/** Versions of the charts and images of the releases; to be moved to versions.ts. */

/** A chart: where it is published, and which version is declared. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** Repository that publishes it. */
  readonly repository: string;
}

/** Charts. Changes: helm-charts of influxdata. */
export const charts = {
  influxdb: { name: "influxdb2", version: "2.1.2", repository: "https://helm.influxdata.com" },
  chronograf: { name: "chronograf", version: "1.2.6", repository: "https://helm.influxdata.com" },
} as const satisfies Readonly<Record<string, Chart>>;

/** Images. The charts' own tags are years old. Changes: the change logs of influxdb, chronograf and rclone. */
export const images = {
  influxdb: { repository: "influxdb", tag: "2.9.1" },
  chronograf: { repository: "chronograf", tag: "1.11.4" },
  /** Takes backups to S3. */
  rclone: { repository: "rclone/rclone", tag: "1.75.1" },
} as const;
