import { z } from "zod";
import { api } from "./influxd.ts";
import type { ProjectCopy } from "./project.ts";

const Bucket = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
});
const Task = z.object({
  id: z.string(),
  name: z.string(),
  flux: z.string(),
  status: z.string(),
  description: z.string().optional(),
});
const Dbrp = z.object({ id: z.string(), database: z.string(), virtual: z.boolean().optional() });
const Authorization = z.object({ id: z.string(), description: z.string(), status: z.string() });

/** The InfluxDB that `npm start` runs for a copy of the project, as somebody with its token sees it. */
export interface LocalServer {
  readonly url: string;
  readonly token: string;
  readonly orgId: string;
  buckets(): Promise<z.infer<typeof Bucket>[]>;
  tasks(): Promise<z.infer<typeof Task>[]>;
  dbrps(): Promise<z.infer<typeof Dbrp>[]>;
  authorizations(): Promise<z.infer<typeof Authorization>[]>;
  send(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, json?: unknown): Promise<string>;
}

export async function localServer(project: ProjectCopy): Promise<LocalServer> {
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(await project.read(".local/server.json")));
  const { token } = z
    .object({ token: z.string() })
    .parse(JSON.parse(await project.read(".local/credentials.json")));
  const send: LocalServer["send"] = (method, path, json) =>
    api({ url, token }, method, path, json === undefined ? {} : { json });
  const get = async <T>(schema: z.ZodType<T>, path: string): Promise<T> =>
    schema.parse(JSON.parse(await send("GET", path)));
  const organizations = await get(z.object({ orgs: z.array(z.object({ id: z.string() })) }), "/api/v2/orgs");
  const orgId = organizations.orgs[0]?.id ?? "";
  return {
    url,
    token,
    orgId,
    send,
    buckets: async () =>
      (await get(z.object({ buckets: z.array(Bucket) }), `/api/v2/buckets?orgID=${orgId}&limit=100`)).buckets,
    tasks: async () =>
      (await get(z.object({ tasks: z.array(Task) }), `/api/v2/tasks?orgID=${orgId}&limit=500`)).tasks,
    dbrps: async () => {
      const { content } = await get(z.object({ content: z.array(Dbrp) }), `/api/v2/dbrps?orgID=${orgId}`);
      return content.filter(({ virtual }) => virtual !== true);
    },
    authorizations: async () => {
      const all = z.object({ authorizations: z.array(Authorization) });
      return (await get(all, `/api/v2/authorizations?orgID=${orgId}`)).authorizations;
    },
  };
}
