import { testCommands } from "./commands.ts";

testCommands("docs/adopt-an-existing-server.md", {
  // The server as the document describes it.
  async prepare(session) {
    const { orgId, bucketId } = await session.makeBucket("portal");
    const mapping = {
      orgID: orgId,
      bucketID: bucketId,
      database: "portal",
      retention_policy: "autogen",
      default: true,
    };
    await session.post("/api/v2/dbrps", mapping);
    await session.makeBucket("grafana");
  },
});
