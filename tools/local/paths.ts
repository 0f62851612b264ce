import { join } from "node:path";

/** Where everything of the local stack lives. Nothing is made by asking for the paths. */
export interface LocalPaths {
  /** Project root. */
  readonly root: string;
  /** `.local/` under it, ignored by git; holds everything below. */
  readonly directory: string;
  /** Data of the managed InfluxDB, and its working directory. */
  readonly influxdb: string;
  /** What the server was onboarded with: user, password, operator token. 0600. */
  readonly credentials: string;
  /** The operator token alone, for the program, which reads it from a file. 0600. */
  readonly token: string;
  /** Protects the secrets in the engine's state. 0600. */
  readonly passphrase: string;
  /** The engine's file backend: its record of what exists. Of stack `local` alone: it goes with the server. */
  readonly state: string;
  /** Fingerprint of the server's address and token as the engine knows them. 0600. */
  readonly connection: string;
  /** `PULUMI_HOME` of our runs, so that a user's own login and plugins are left alone. */
  readonly pulumiHome: string;
  /** Working directory of the engine; it writes stack files into it. */
  readonly work: string;
  /** Log files of servers. */
  readonly logs: string;
  /** The managed server: process and address. */
  readonly server: string;
  /** Held while the local stack is started, stopped or forgotten. */
  readonly lock: string;
  /** Stands from before the server is onboarded until the first `up` has succeeded. */
  readonly firstUp: string;
  /** What had to be moved out of the way; only the newest is kept. */
  readonly aside: string;
}

/** The paths of the local stack of the project at `root`. */
export function localPaths(root: string): LocalPaths {
  const directory = join(root, ".local");
  return {
    root,
    directory,
    influxdb: join(directory, "influxdb"),
    credentials: join(directory, "credentials.json"),
    token: join(directory, "token"),
    passphrase: join(directory, "passphrase"),
    state: join(directory, "state"),
    connection: join(directory, "connection"),
    pulumiHome: join(directory, "pulumi"),
    work: join(directory, "work"),
    logs: join(directory, "logs"),
    server: join(directory, "server.json"),
    lock: join(directory, "lock"),
    firstUp: join(directory, "first-up"),
    aside: join(directory, "aside"),
  };
}
