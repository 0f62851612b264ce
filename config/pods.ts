/** Forms of what a stack file says of pods: what they ask for, and where they may run. */
import { z } from "zod";
import { defined, maybe, present, text } from "./forms.ts";
import type { Resources, Scheduling } from "../model/cluster.ts";

const quantityForm = "a quantity of Kubernetes such as `500m`, `2`, `1Gi` or `20Gi`";

/** A quantity as Kubernetes writes it; kept as text. */
export const quantity = z
  .union([z.string(), z.number().transform(String)])
  .refine((value) => /^\d+(?:\.\d+)?(?:m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?$/.test(value), { error: quantityForm })
  .meta({ expects: quantityForm, example: "1Gi" });

/** A quantity of bytes: `512m` is half a byte, and no container starts with that. */
export const bytes = quantity
  .refine((value) => !value.endsWith("m"), {
    error: "bytes such as `512Mi` or `20Gi`; `m` is a thousandth of one",
  })
  .meta({ expects: quantityForm, example: "1Gi" });

const nameForm = "a name of Kubernetes: lower-case letters, digits and `-`, at most 63";

/** A name as most objects of Kubernetes have it (a DNS label). */
export const kubernetesName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error: nameForm })
  .meta({ expects: nameForm });

/** Key of a Secret of Kubernetes. `closed`: what stands there may be the secret itself, and is not shown. */
export const keyOfSecret = z
  .string()
  .regex(/^(?!\.\.|\.$)[-._a-zA-Z0-9]{1,253}$/)
  .meta({
    expects: "a key of that Secret",
    closed:
      "name one of its keys: at most 253 letters, digits, `-`, `_` and `.`, not `.` alone and no `..` at the beginning; if it is the secret itself, whoever has read the file has it",
  });

const amounts = (what: string) =>
  z
    .strictObject({
      cpu: quantity.optional().meta({ description: `Processors ${what}.`, example: "500m" }),
      memory: bytes.optional().meta({ description: `Memory ${what}.`, example: "1Gi" }),
    })
    .optional()
    .meta({ expects: "a map with `cpu` or `memory`" });

/** What a container asks for and may have; a change rolls its pods. */
export const resources = z
  .strictObject({
    requests: amounts("set aside for it"),
    limits: amounts("that it may have at most"),
  })
  .optional()
  .meta({
    description: "What its container asks for, and may have.",
    expects: "a map with `requests` or `limits`",
    fallback: "see docs/agents.md and docs/server.md",
  });

const labelForm = "letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends";
const labelText = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** The key of a label or of a taint, with or without the domain of who made it. */
const labelKey = z.string().refine(
  (key) => {
    const [name = "", domain, ...more] = key.split("/").reverse();
    const inDomain = domain === undefined || /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(domain);
    return labelText.test(name) && inDomain && more.length === 0;
  },
  { error: `${labelForm}; before it a domain and \`/\`, where it has one` },
);

/** The value of a label or of a taint. */
const labelValue = (what: string) =>
  text(what).refine((value) => labelText.test(value), { error: labelForm });

const toleration = z
  .strictObject({
    key: labelKey.optional().meta({
      description: "Key of the taint.",
      expects: "the key of a taint",
      example: "dedicated",
      fallback: "every taint, with `operator: Exists`",
    }),
    operator: z.enum(["Exists", "Equal"]).optional().meta({
      description: "Whether the value counts.",
      expects: "`Exists` or `Equal`",
      example: "Equal",
      fallback: "`Equal`",
    }),
    value: labelValue("the value of a taint").optional().meta({
      description: "Value of the taint.",
      expects: "the value of a taint",
      example: "kafka",
    }),
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional().meta({
      description: "Effect of the taint.",
      expects: "`NoSchedule`, `PreferNoSchedule` or `NoExecute`",
      example: "NoSchedule",
      fallback: "every effect",
    }),
  })
  .refine(({ key, operator }) => key !== undefined || operator === "Exists", {
    error: "`operator: Exists`, where there is no `key`",
  })
  .refine(({ operator, value }) => operator !== "Exists" || value === undefined, {
    error: "no `value`, with `operator: Exists`",
  })
  .meta({ expects: "a map with `key`, `operator`, `value` or `effect`" });

/** Where pods may run; a change rolls them. */
export const scheduling = z
  .strictObject({
    nodeSelector: z
      .record(labelKey, labelValue("the value of a label").meta({ expects: "the value of a label" }))
      .optional()
      .meta({
        description: "Labels that a node must have.",
        expects: "a map from labels to values",
        names: "label",
      }),
    tolerations: z.array(toleration.optional()).optional().meta({
      description: "Taints that do not keep the pods away.",
      expects: "a list of tolerations",
    }),
    priorityClass: kubernetesName.optional().meta({
      description: "Name of the PriorityClass of the pods.",
      example: "system-cluster-critical",
    }),
  })
  .optional()
  .meta({
    description: "Where its pods may run.",
    expects: "a map with `nodeSelector`, `tolerations` or `priorityClass`",
  });

/** Without what is undefined, as Kubernetes wants it. */
export function resourcesOf(given: z.output<typeof resources>): Resources | undefined {
  if (given === undefined) return undefined;
  const { requests, limits } = given;
  return defined({ requests: maybe(requests, defined), limits: maybe(limits, defined) });
}

export function schedulingOf(given: z.output<typeof scheduling>): Scheduling | undefined {
  if (given === undefined) return undefined;
  const { nodeSelector, tolerations, priorityClass } = given;
  const every = maybe(tolerations, (list) => present(list).map(defined));
  return defined({ nodeSelector, tolerations: every, priorityClass });
}
