import { z } from "zod";
import type { Api } from "../client/api.ts";
import { Id } from "../definition/remote.ts";
import { Links, linkedPages } from "./linked-pages.ts";

/** A notification rule as the API tells it. */
export const RemoteRule = z.object({
  id: Id,
  orgID: Id,
  ownerID: z.string(),
  taskID: z.string(),
  type: z.string(),
  name: z.string(),
  description: z.string().optional(),
  status: z.string(),
  endpointID: z.string(),
  every: z.string(),
  offset: z.string().optional(),
  statusRules: z
    .array(z.object({ currentLevel: z.string(), previousLevel: z.string().nullish() }))
    .optional(),
  tagRules: z.array(z.object({ key: z.string(), value: z.string(), operator: z.string() })).optional(),
  messageTemplate: z.string().optional(),
  channel: z.string().optional(),
  parseMode: z.string().optional(),
  disableWebPagePreview: z.boolean().optional(),
  runbookLink: z.string().optional(),
  limit: z.number().optional(),
  limitEvery: z.number().optional(),
  createdAt: z.string(),
});
export type RemoteRule = z.infer<typeof RemoteRule>;

const Page = z.object({ notificationRules: z.array(RemoteRule).nullable(), links: Links });

/** Every notification rule of an organization. */
export async function listRules(api: Api, orgID: string): Promise<RemoteRule[]> {
  const rules = await linkedPages(async (place) => {
    const { notificationRules, links } = await api.get(Page, "/api/v2/notificationRules", {
      orgID,
      ...place,
    });
    return { rows: notificationRules ?? [], links };
  });
  return rules.filter((rule) => rule.orgID === orgID);
}
