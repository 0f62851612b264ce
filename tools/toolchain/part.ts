/** Something that a build needs and that only the user can install. */
export type Prerequisite = "go" | "rust" | "cc";

/**
 * Value of an environment variable of a build: the value itself, a Go tool that is built first out of the same
 * `go.mod`, or a small shell script.
 */
export type BuildValue = string | { readonly goTool: string } | { readonly script: string };

/** A program that the commands need: where to find it, or how to build it. Plain data. */
export interface Part {
  /** Its name in sentences and in the cache; also the folder under `tools/toolchain/` that holds its `go.mod`. */
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  /** File name on `PATH` and in the cache. */
  readonly binary: string;
  /** Arguments that make it say its version; the first `x.y.z` in its output counts. */
  readonly versionArgs: readonly string[];
  /** Version that is built; must be the one in its `go.mod`. */
  readonly version: string;
  /** Oldest version on `PATH` that will do. Of the next major version none will. */
  readonly minimum: string;
  /** Go package of its `main`. */
  readonly goPackage: string;
  readonly tags?: readonly string[];
  readonly ldflags?: string;
  /** Environment of the build, over the user's own. */
  readonly env?: Readonly<Record<string, BuildValue>>;
  readonly needs: readonly Prerequisite[];
  /** How long a build takes from nothing on two cores, for people. */
  readonly takes: string;
}
