import { z } from "zod";
import { orAbsent, type Api } from "../client/api.ts";
import { ProviderError } from "../client/errors.ts";
import { allPages } from "../client/pages.ts";
import { nameFaults } from "../definition/checks.ts";
import { serverKind, type Found } from "../definition/kind.ts";
import { Id } from "../definition/remote.ts";
import { textOf } from "../definition/values.ts";
import { passwordFaults, withPassword } from "./password.ts";

const Remote = z.object({ id: Id, name: z.string(), status: z.string() });
type Remote = z.infer<typeof Remote>;
const Page = z.object({ users: z.array(Remote) });
const PAGE_SIZE = 100;
const PATH = "/api/v2/users";

export const user = serverKind({
  name: "User",
  doc: "A user of the server. It has no rights until an `OrganizationMembership` gives it a role. Deleting it breaks what is its own: its tasks fail from then on (they run with its role, and a task cannot change hands), and its tokens and `LegacyAuthorization`s admit nobody and are shown to nobody; so these should be declared with its `id`, and go first. The user of the provider's own token is neither deleted nor made inactive. Source: InfluxDB v2 API, `/api/v2/users`.",
  importForm: "<user name>",
  properties: {
    name: {
      type: { type: "string" },
      required: true,
      doc: "Name, unique on the server; upper case and outer blanks count. Changed in place.",
    },
    status: {
      type: { type: "string", values: ["active", "inactive"] },
      default: "active",
      doc: "Whether its tokens are accepted. An inactive user can still sign in with a password, and its tasks still run. Default: `active`. Changed in place.",
    },
    password: {
      type: { type: "string" },
      secret: true,
      writeOnly: true,
      doc: "Password to sign in with, 8 to 72 bytes in UTF-8. The server never tells it, so one that was set by hand shows no difference. Default: none is set, and one that is there stays. Changed in place.",
    },
  },

  importName: ({ name }) => textOf(name),

  check: (inputs) => [...nameFaults(inputs, "name"), ...passwordFaults(inputs)],

  async create(api, { name, status, password }) {
    const made = found(await api.send(Remote, "POST", PATH, { name, status }));
    return withPassword(api, `${PATH}/${made.id}`, password, made);
  },

  async update(api, { id, wanted, changed }) {
    const { name, status, password } = wanted;
    if (status === "inactive" && changed.has("status")) await refuseOwn(api, id, "made inactive");
    const updated = found(await api.send(Remote, "PATCH", `${PATH}/${id}`, { name, status }));
    return withPassword(api, `${PATH}/${id}`, changed.has("password") ? password : undefined, updated);
  },

  async delete(api, { id }) {
    await refuseOwn(api, id, "deleted");
    await api.remove(`${PATH}/${id}`);
  },

  async read(api, id) {
    const remote = await orAbsent(api.get(Remote, `${PATH}/${id}`));
    return remote && found(remote);
  },

  async list(api) {
    const remotes = await allPages(PAGE_SIZE, async (_last: Remote | undefined, offset) => {
      return (await api.get(Page, PATH, { limit: PAGE_SIZE, offset })).users;
    });
    return remotes.map(found);
  },
});

/** ID of the user whom the provider's token belongs to. */
export async function ownUserId(api: Api): Promise<string> {
  return (await api.get(Remote, "/api/v2/me")).id;
}

/** Without its user the provider's token opens nothing any more, not even to mend that. */
async function refuseOwn(api: Api, id: string, doing: string): Promise<void> {
  if ((await ownUserId(api)) !== id) return;
  throw new ProviderError(
    `user ${id} is the one whom the provider's own "token" belongs to and is never ${doing}: the token would be refused from then on. Nothing was changed. Use the token of another user; to stop managing this one: pulumi state delete <urn>`,
  );
}

function found({ id, name, status }: Remote): Found {
  return { id, properties: { name, status } };
}
