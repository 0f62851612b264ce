import { after, describe } from "node:test";
import { Sessions } from "../../../../test/support/provider.ts";
import { type Faulty, testFaults } from "./faulty.ts";

// Nothing listens there, and nothing needs to: check never asks the server.
const sessions = new Sessions({ url: "http://127.0.0.1:9", token: "t", org: "home" });
after(() => sessions.close());

const faults: readonly Faulty[] = [
  ["a blank name", "TelegrafConfig", { name: " " }, "name", /^expected a name that is not blank, found " "$/],
  [
    "a bucket that is no name",
    "TelegrafConfig",
    { buckets: ["b", 1] },
    "buckets[1]",
    /^expected a string, found 1$/,
  ],
  ["a blank name", "Scraper", { name: "" }, "name", /^expected a name that is not blank, found ""$/],
  [
    "a type that there is not",
    "Scraper",
    { type: "statsd" },
    "type",
    /^expected one of prometheus, found "statsd"$/,
  ],
  [
    "a URL without a scheme",
    "Scraper",
    { url: "127.0.0.1:9100/metrics" },
    "url",
    /^expected a URL that begins with http:\/\/ or https:\/\/, found "127.0.0.1:9100\/metrics"$/,
  ],
  [
    "a bucket's name for its id",
    "Scraper",
    { bucketId: "metrics" },
    "bucketId",
    /^expected an id of 16 hexadecimal digits, found "metrics"$/,
  ],
  [
    "an id of zeros",
    "Scraper",
    { bucketId: "0000000000000000" },
    "bucketId",
    /^expected an id of 16 hexadecimal digits, found "0{16}"$/,
  ],
  ["a blank name", "Remote", { name: " " }, "name", /^expected a name that is not blank, found " "$/],
  [
    "a URL of another scheme",
    "Remote",
    { remoteUrl: "ftp://influxdb.example.org" },
    "remoteUrl",
    /^expected a URL that begins with .*, found "ftp:\/\/influxdb.example.org"$/,
  ],
  ["no token", "Remote", { remoteToken: " " }, "remoteToken", /^expected a token, found none$/],
  [
    "a token of another type",
    "Remote",
    { remoteToken: 12345 },
    "remoteToken",
    /^wrong type \(a secret, not shown\)$/,
  ],
  [
    "an organization's name for its id",
    "Remote",
    { remoteOrgId: "there" },
    "remoteOrgId",
    /^expected an id of 16 hexadecimal digits, found "there"$/,
  ],
  ["a blank name", "Replication", { name: " " }, "name", /^expected a name that is not blank, found " "$/],
  ["a remote's name for its id", "Replication", { remoteId: "r" }, "remoteId", /found "r"$/],
  ["a bucket's name for its id", "Replication", { localBucketId: "b" }, "localBucketId", /found "b"$/],
  [
    "no bucket to go to",
    "Replication",
    { remoteBucketName: undefined },
    "remoteBucketId",
    /^expected "remoteBucketId" or "remoteBucketName", found neither$/,
  ],
  [
    "two buckets to go to",
    "Replication",
    { remoteBucketId: "0123456789abcdef" },
    "remoteBucketName",
    /^expected "remoteBucketId" or "remoteBucketName", found both \("b"\)$/,
  ],
  [
    "a name for the id of the bucket to go to",
    "Replication",
    { remoteBucketName: undefined, remoteBucketId: "b" },
    "remoteBucketId",
    /^expected an id of 16 hexadecimal digits, found "b"$/,
  ],
  [
    "a blank name of the bucket to go to",
    "Replication",
    { remoteBucketName: " " },
    "remoteBucketName",
    /^expected a name that is not blank, found " "$/,
  ],
  [
    "too small a queue",
    "Replication",
    { maxQueueSizeBytes: 33_554_429 },
    "maxQueueSizeBytes",
    /^expected at least 33554430 bytes, found 33554429$/,
  ],
  ...[59, 5_184_001, -1].map((age): Faulty => [
    `an age of ${age} s`,
    "Replication",
    { maxAgeSeconds: age },
    "maxAgeSeconds",
    new RegExp(`^expected 0 or 60 to 5184000 seconds, found ${age}$`),
  ]),
];

describe("check: telegraf configurations, scrapers, remotes and replications", () => {
  testFaults(sessions.next(), faults);
});
