import { textOf } from "../../../definition/values.ts";
import { call, made, type Json, type Row } from "./row.ts";

export const organizationMembership: Row = {
  kind: "OrganizationMembership",
  prepare: async ({ server }, tag) => {
    const [first, second, third] = await Promise.all(
      ["first", "second", "third"].map((name) =>
        made(call(server, "POST", "/api/v2/users", { name: `${tag} ${name}` })),
      ),
    );
    const roleOf = async (organization: string, user: string): Promise<string | undefined> => {
      for (const role of ["member", "owner"]) {
        const { users } = await call(server, "GET", `/api/v2/orgs/${organization}/${role}s`);
        if ((users as Json[]).some(({ id }) => id === user)) return role;
      }
      return undefined;
    };
    return {
      full: { userId: first ?? "", role: "owner" },
      least: { userId: second ?? "" },
      updates: { role: { to: "member", byHand: "member" } },
      replacements: { userId: third ?? "" },
      name: `${tag} first`,
      setByHand: async (id, _property, value) => {
        const [organization, user] = id.split("/");
        await call(server, "DELETE", `/api/v2/orgs/${organization}/members/${user}`);
        await call(server, "POST", `/api/v2/orgs/${organization}/${textOf(value)}s`, { id: user });
      },
      onServer: async (id) => {
        const [organization = "", user = ""] = id.split("/");
        const role = await roleOf(organization, user);
        return role === undefined ? undefined : { userId: user, role };
      },
    };
  },
};
