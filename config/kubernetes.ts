/** What a stack file says of the Kubernetes cluster that its objects are on. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import type { ChartSource, ClusterSettings } from "../model/cluster.ts";
import { describeValue, keyFault, setCommand } from "../model/keys.ts";
import type { Fault } from "../model/faults.ts";
import type { ConfigurationSource, EnvironmentSettings } from "../model/settings.ts";
import { didYouMean, listNames } from "../model/suggest.ts";
import type { ClusterTags } from "../telegraf/routing.ts";
import { defined, listOf, maybe, onOff, present, text } from "./forms.ts";
import type { SettingsOptions } from "./options.ts";
import type { PartialConfiguration } from "./partial.ts";
import { kubernetesName } from "./pods.ts";
import { objectName, objectNameForm } from "./releases/kubernetes.ts";

const repositoryForm = "a chart repository (`https://…`) or an OCI registry (`oci://…`)";

export const kubernetes = z
  .strictObject({
    context: text("the name of a context").optional().meta({
      description:
        "Context of the kubeconfig: which cluster, and as whom. A change of the cluster makes everything anew there.",
      expects: "the name of a context",
      example: "roundtable",
      fallback: "the current one of `kubeconfig`; one of the two is required",
    }),
    kubeconfig: text("the path of a file").optional().meta({
      description: "The kubeconfig, relative to the project; `~/` is the home directory.",
      expects: "the path of a file",
      example: "~/.kube/config",
      fallback: "`KUBECONFIG`, or `~/.kube/config`",
    }),
    namespace: kubernetesName.prefault("monitoring").meta({
      description:
        "Namespace of everything that the stack declares. Another one makes everything anew, also volumes.",
      example: "monitoring",
    }),
    createNamespace: onOff.prefault(true).meta({
      description:
        "Whether the stack makes that namespace. It takes it away with itself, unless volumes are to stay in it.",
      expects: "`true` or `false`",
      example: "false",
    }),
    environment: text("the name of an environment").optional().meta({
      description: "Which of the environments this cluster is: the `cluster` tag of its points.",
      expects: "the name of one of the environments",
      example: "idfdev",
      fallback: "the only one there is",
    }),
    site: text("the name of a site").optional().meta({
      description: "Name of the site, the `environment` tag of its points.",
      expects: "text",
      example: "data-dev.lsst.cloud",
      fallback: "the name of the environment",
    }),
    imageRegistry: text("a registry, and perhaps a path in it").optional().meta({
      description: "Put before the name of every image, for clusters that get their images from a mirror.",
      expects: "a registry, and perhaps a path in it",
      example: "registry.example.org/mirror",
    }),
    imagePullSecrets: listOf(objectName.meta({ expects: objectNameForm }))
      .optional()
      .meta({
        description:
          "Secrets with which images are fetched, for a registry that asks who comes; they are there in every namespace that has pods of the stack. Chronograf takes those of its service account: docs/server.md.",
        expects: "a list of at least one name of a Secret, each once",
      }),
    charts: z
      .strictObject({
        repository: z
          .string()
          .regex(/^(?:https|oci):\/\/\S+[^/\s]$/, { error: repositoryForm })
          .optional()
          .meta({
            description: "Where the charts come from.",
            expects: repositoryForm,
            example: "oci://registry.example.org/charts",
            fallback: "`https://helm.influxdata.com`",
          }),
        directory: text("the path of a directory").optional().meta({
          description:
            "Directory that holds a directory for each chart, relative to the project; instead of `repository`.",
          expects: "the path of a directory",
          example: "charts",
        }),
      })
      .optional()
      .meta({
        description: "Where Helm charts come from.",
        expects: "a map with `repository` or `directory`",
      }),
  })
  .prefault({})
  .meta({
    description: "The Kubernetes cluster that releases, agents and sinks are declared on.",
    expects: "a map of cluster settings",
  });

type Given = z.output<typeof kubernetes>;

/**
 * The cluster, with what is wrong with it.
 * @param needed Whether the stack declares anything on it.
 */
export function clusterSettings(
  source: ConfigurationSource,
  partial: PartialConfiguration,
  { root, connection }: SettingsOptions,
  needed: boolean,
): { readonly cluster: ClusterSettings | undefined; readonly faults: readonly Fault[] } {
  if (!needed) return { cluster: undefined, faults: [] };
  const { kubernetes: given } = partial.configuration;
  const { context, namespace, createNamespace, imageRegistry, imagePullSecrets } = given;
  const faults: Fault[] = [];
  const said = (["context", "kubeconfig"] as const).some(
    (key) => given[key] !== undefined || partial.faulty("kubernetes", key),
  );
  if (!said) {
    faults.push(
      keyFault(source, ["kubernetes", "context"], {
        found: "nothing: everything would go to whichever cluster kubectl used last",
        expected: "the context of the cluster, or a kubeconfig of its own",
        mend: setCommand(source, ["kubernetes", "context"], source.stack),
      }),
    );
  }
  const kubeconfig = given.kubeconfig === undefined ? undefined : pathOf(given.kubeconfig, root);
  // Who asks what should exist, and not where, needs none.
  if (kubeconfig !== undefined && connection === "required" && !existsSync(kubeconfig)) {
    faults.push(
      keyFault(source, ["kubernetes", "kubeconfig"], {
        found: `${describeValue(given.kubeconfig)}, which is not there`,
        expected: "the path of a kubeconfig",
        mend: setCommand(source, ["kubernetes", "kubeconfig"], "~/.kube/config"),
      }),
    );
  }
  const charts = chartsOf(given.charts, source, root);
  faults.push(...charts.faults);
  return {
    cluster: defined({
      ...{ namespace, createNamespace, context, kubeconfig, imageRegistry },
      imagePullSecrets: maybe(imagePullSecrets, present),
      charts: charts.from,
    }),
    faults,
  };
}

function pathOf(written: string, root: string): string {
  return written.startsWith("~/") ? join(homedir(), written.slice(2)) : resolve(root, written);
}

function chartsOf(
  given: Given["charts"],
  source: ConfigurationSource,
  root: string,
): { readonly from: ChartSource | undefined; readonly faults: readonly Fault[] } {
  const { repository, directory } = given ?? {};
  if (directory === undefined) {
    return { from: repository === undefined ? undefined : { repository }, faults: [] };
  }
  const path = pathOf(directory, root);
  const key = ["kubernetes", "charts", "directory"];
  const faults: Fault[] = [];
  if (repository !== undefined) {
    faults.push(
      keyFault(source, key, {
        found: "a directory besides a repository",
        expected: "one of the two",
        mend: `remove one of them from ${source.file}`,
      }),
    );
  }
  if (!existsSync(path)) {
    faults.push(
      keyFault(source, key, {
        found: `${describeValue(directory)}, which is not there`,
        expected: "a directory that holds the charts",
        mend: `put the charts there, or ${setCommand(source, key, "charts")}`,
      }),
    );
  }
  // The engine works elsewhere for this one, whose state is of this machine alone.
  const told = source.stack === "local" ? path : withinOrWhole(path, root);
  return { from: { directory: told }, faults };
}

/** A path in the project from its root, as `./charts`; any other as it is. */
function withinOrWhole(path: string, root: string): string {
  const within = relative(root, path);
  if (isAbsolute(within) || within.split(sep)[0] === "..") return path;
  return within === "" ? "." : `./${within.replaceAll(sep, "/")}`;
}

/** Which environment the cluster is: undefined where the file does not say, which is a fault. */
export function clusterTags(
  source: ConfigurationSource,
  partial: PartialConfiguration,
  environments: readonly EnvironmentSettings[],
): { readonly tags: ClusterTags | undefined; readonly faults: readonly Fault[] } {
  const { environment, site } = partial.configuration.kubernetes;
  const names = environments.map(({ name }) => name);
  const [only, ...others] = names;
  const path = ["kubernetes", "environment"];
  const cluster = environment ?? (others.length === 0 ? only : undefined);
  if (cluster !== undefined && names.includes(cluster)) {
    return { tags: { cluster, environment: site ?? cluster }, faults: [] };
  }
  // Without any environment, and where some could not be read, the fault is another one.
  if (names.length === 0 || partial.faulty("environments") || partial.faulty(...path))
    return { tags: undefined, faults: [] };
  const found =
    environment === undefined ? "nothing" : `\`${environment}\`, which is no environment of this stack`;
  const expected = `one of ${listNames(names)}${environment === undefined ? "" : didYouMean(environment, names)}`;
  const mend = setCommand(source, path, names[0] ?? "idfdev");
  return { tags: undefined, faults: [keyFault(source, path, { found, expected, mend })] };
}
