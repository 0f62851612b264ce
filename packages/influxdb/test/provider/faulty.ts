/** Inputs that are wrong in one way each, and what is to be said of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, type Session } from "../../../../test/support/provider.ts";
import type { Values } from "../../definition/values.ts";

const flux = 'option task = {name: "t", every: 1h}\nfrom(bucket: "b") |> range(start: -1h)';

/** Valid inputs of each kind. */
export const valid: Readonly<Record<string, Values>> = {
  Organization: { name: "o" },
  Bucket: { name: "b" },
  Dbrp: { database: "d", retentionPolicy: "r", bucketId: "0123456789abcdef" },
  Task: { flux },
  Authorization: { permissions: [{ action: "read", resourceType: "buckets" }] },
  User: { name: "u" },
  OrganizationMembership: { userId: "0123456789abcdef" },
  LegacyAuthorization: { username: "u", permissions: [{ action: "read", resourceType: "buckets" }] },
  Secret: { key: "k", value: "v" },
  Label: { name: "l" },
  LabelMapping: { labelId: "0123456789abcdef", resourceType: "buckets", resourceId: "0123456789abcdef" },
  Variable: { name: "v", arguments: { values: ["a"] } },
  TelegrafConfig: { name: "t", config: "[agent]" },
  Scraper: { name: "s", url: "http://127.0.0.1:9100/metrics", bucketId: "0123456789abcdef" },
  Remote: { name: "r", remoteUrl: "https://influxdb.example.org", remoteToken: "t" },
  Replication: {
    name: "r",
    remoteId: "0123456789abcdef",
    localBucketId: "0123456789abcdef",
    remoteBucketName: "b",
  },
  Dashboard: { name: "d", cells: [{ x: 0, y: 0, w: 4, h: 3, properties: { type: "markdown", note: "n" } }] },
  Check: {
    ...{ name: "c", type: "deadman", query: "buckets()", every: "1m" },
    ...{ level: "CRIT", timeSince: "90s", staleTime: "10m" },
  },
  NotificationEndpoint: { name: "e", type: "slack", url: "https://a.example", token: "t" },
  NotificationRule: {
    ...{ name: "r", type: "http", endpointId: "0123456789abcdef", every: "1m" },
    statusRules: [{ currentLevel: "OK" }],
  },
};

/** What is wrong, in which kind, with what changed in valid inputs, at which property, in which words. */
export type Faulty = readonly [what: string, kind: string, change: Values, property: string, reason: RegExp];

/** Each fault is told once, of its property, in its words. */
export function testFaults(session: Session, faults: readonly Faulty[]): void {
  for (const [what, name, change, property, reason] of faults) {
    test(`${name}: ${what} is a fault of "${property}"`, () => {
      const [fault, ...others] = session.failures(kindOf(name), { ...valid[name], ...change });
      assert.deepEqual(others, []);
      assert.equal(fault?.property, property);
      assert.match(fault.reason, reason);
    });
  }
}
