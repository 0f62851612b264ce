import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Survey } from "../../packages/influxdb/provider/survey.ts";
import { unknownObjects } from "../../tools/survey/unknown.ts";
import { startServer, type TestServer } from "../support/influxd.ts";
import { kindOf, Sessions } from "../support/provider.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

test("the credentials of an endpoint are a part of it, and other secrets are not", async () => {
  const { url, token, org, orgId } = server;
  const sessions = new Sessions({ url, token, org });
  const survey = new Survey({ url, token, org }, () => undefined);
  try {
    const session = sessions.next();
    const endpoint = { name: "pager", type: "pagerduty", routingKey: "key" };
    const { id } = await session.create(kindOf("NotificationEndpoint"), endpoint);
    for (const key of [`${id}-other`, "0000000000000001-token"]) {
      await session.create(kindOf("Secret"), { key, value: "hidden" });
    }
    const { objects } = await unknownObjects([{ survey, orgIds: [orgId] }], new Set(), []);
    const names = objects.filter(({ kind }) => kind === "Secret").map(({ name }) => name);
    assert.deepEqual(names, ["0000000000000001-token", `${id}-other`]);
  } finally {
    await sessions.close();
    await survey.close();
  }
});
