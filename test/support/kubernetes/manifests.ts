/** What a stack declares on Kubernetes, as manifests: the objects that the engine would be told of. */
import { z } from "zod";
import { projectRoot } from "../../../tools/project.ts";
import { type DeclaredResource, declaredResources } from "../../../tools/resources.ts";
import type { Manifest } from "./apply.ts";

const Inputs = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }).optional(),
});

/** Objects of a stack, those first that others lie in. `root`: where its file is. */
export async function manifestsOf(stack: string, root: string = projectRoot): Promise<readonly Manifest[]> {
  return asManifests(await declaredResources(root, stack));
}

/** The resources that are objects of Kubernetes. Those that Pulumi names are called as the declarations refer to them. */
export function asManifests(resources: readonly DeclaredResource[]): readonly Manifest[] {
  const objects = resources.flatMap(({ type, name, inputs }): Manifest[] => {
    if (!type.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh/")) return [];
    // One that is only looked up has nothing but its name.
    if (inputs["kind"] === undefined) return [];
    const { metadata, ...rest } = Inputs.parse(inputs);
    return [{ ...rest, metadata: { ...metadata, name: metadata?.name ?? `${name}-0` } }];
  });
  const rank = ({ kind }: Manifest) => (kind === "Namespace" ? 0 : 1);
  return objects.toSorted((a, b) => rank(a) - rank(b));
}
