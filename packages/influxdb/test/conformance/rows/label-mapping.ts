import { makeBucket } from "../../../../../test/support/influxd.ts";
import { call, lookUp, type Json, type Row } from "./row.ts";

export const labelMapping: Row = {
  kind: "LabelMapping",
  prepare: async ({ server }, tag) => {
    const labelIn = async (orgID: string, name: string): Promise<string> => {
      const { label } = await call(server, "POST", "/api/v2/labels", { orgID, name });
      return String((label as Json)["id"]);
    };
    const variableIn = async (orgID: string, name: string): Promise<string> => {
      const values = { type: "constant", values: [] };
      const body = { orgID, name: `v ${name}`, arguments: values };
      return String((await call(server, "POST", "/api/v2/variables", body))["id"]);
    };
    const { orgId: orgID } = server;
    const labelId = await labelIn(orgID, `${tag} first`);
    const another = await labelIn(orgID, `${tag} second`);
    const resourceId = await variableIn(orgID, tag);
    return {
      full: { labelId, resourceType: "variables", resourceId },
      least: { labelId, resourceType: "buckets", resourceId: await makeBucket(server, `${tag} labelled`) },
      updates: {},
      replacements: { labelId: another, resourceId: await variableIn(orgID, `${tag} other`) },
      // An object has one type.
      apart: ["resourceType"],
      name: `variables/${resourceId}/${labelId}`,
      // The same object, in the other organization: a variable can be moved there.
      inOrganization: async (elsewhere) => {
        const remote = await call(server, "GET", `/api/v2/variables/${resourceId}`);
        await call(server, "PUT", `/api/v2/variables/${resourceId}`, { ...remote, orgID: elsewhere });
        return {};
      },
      setByHand: async () => Promise.reject(new Error("nothing of a mapping changes in place")),
      onServer: async (id) => {
        const [type = "", resource = "", wanted = ""] = id.split("/");
        const answer = await lookUp(server, `/api/v2/${type}/${resource}/labels`);
        const there = (answer?.["labels"] as Json[] | undefined)?.some((found) => found["id"] === wanted);
        return there ? { labelId: wanted, resourceType: type, resourceId: resource } : undefined;
      },
    };
  },
};
