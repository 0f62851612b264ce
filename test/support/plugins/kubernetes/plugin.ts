import { type Plugin, standInOf } from "../service/serve.ts";
import { Cluster } from "./cluster.ts";
import { RELEASE, Releases } from "./releases.ts";
import { Resources } from "./resources.ts";
import { settingsOf } from "./settings.ts";

/** Answers for `@pulumi/kubernetes`: objects of any kind by server-side apply, and Helm releases as records. */
export function kubernetesPlugin(): Plugin {
  const cancellation = new AbortController();
  let behind: { readonly resources: Resources; readonly releases: Releases } | undefined;
  const of = ({ type }: { readonly type: string }) => {
    if (behind === undefined) throw new Error("the provider is not configured");
    return type === RELEASE ? behind.releases : behind.resources;
  };
  return {
    version: standInOf("kubernetes"),
    configure: (config) => {
      const settings = settingsOf(config);
      const cluster = settings.connection && new Cluster(settings.connection);
      const resources = new Resources(settings, cluster, cancellation.signal);
      behind = { resources, releases: new Releases(settings, resources) };
    },
    check: async (subject, olds, news, seed) => of(subject).check(subject, olds, news, seed),
    diff: async (subject, saved, news) => of(subject).diff(subject, saved, news),
    create: async (subject, inputs) => of(subject).create(subject, inputs),
    read: async (subject, saved) => of(subject).read(subject, saved),
    update: async (subject, saved, news) => of(subject).update(subject, saved, news),
    delete: async (subject, saved) => of(subject).delete(subject, saved),
    cancel: () => {
      cancellation.abort();
    },
  };
}
