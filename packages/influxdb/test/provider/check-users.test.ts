import { after, describe } from "node:test";
import { Sessions } from "../../../../test/support/provider.ts";
import { type Faulty, testFaults } from "./faulty.ts";

// Nothing listens there, and nothing needs to: check never asks the server.
const sessions = new Sessions({ url: "http://127.0.0.1:9", token: "t", org: "home" });
after(() => sessions.close());

const BLANK = /^expected a name that is not blank, found " "$/;
const LENGTH = (bytes: number) =>
  new RegExp(`^expected 8 to 72 bytes in UTF-8, found ${bytes} bytes \\(a secret, not shown\\)$`);
const ID = /^expected an id of 16 hexadecimal digits, found "alice"$/;
const NOT_EMPTY = /^expected a text that is not empty, found /;

const faults: readonly Faulty[] = [
  ["a blank name", "User", { name: " " }, "name", BLANK],
  [
    "an unknown status",
    "User",
    { status: "gone" },
    "status",
    /^expected one of active, inactive, found "gone"$/,
  ],
  ["no password", "User", { password: "" }, "password", LENGTH(0)],
  ["a short password", "User", { password: "1234567" }, "password", LENGTH(7)],
  ["a password that is long in bytes", "User", { password: "ä".repeat(37) }, "password", LENGTH(74)],
  [
    "a password that is no text",
    "User",
    { password: 12345678 },
    "password",
    /^wrong type \(a secret, not shown\)$/,
  ],
  ["a user's name for its id", "OrganizationMembership", { userId: "alice" }, "userId", ID],
  [
    "an unknown role",
    "OrganizationMembership",
    { role: "admin" },
    "role",
    /^expected one of member, owner, found "admin"$/,
  ],
  ["a blank name", "LegacyAuthorization", { username: " " }, "username", BLANK],
  ["a short password", "LegacyAuthorization", { password: "1234567" }, "password", LENGTH(7)],
  [
    "no right at all",
    "LegacyAuthorization",
    { permissions: [] },
    "permissions",
    /^expected at least one right, found none$/,
  ],
  ["a user's name for its id", "LegacyAuthorization", { userId: "alice" }, "userId", ID],
  ["an empty key", "Secret", { key: "" }, "key", NOT_EMPTY],
  ["an empty value", "Secret", { value: "" }, "value", NOT_EMPTY],
  ["a value that is no text", "Secret", { value: 1 }, "value", /^wrong type \(a secret, not shown\)$/],
  ["a label's name for its id", "LabelMapping", { labelId: "alice" }, "labelId", ID],
  ["an object's name for its id", "LabelMapping", { resourceId: "alice" }, "resourceId", ID],
  [
    "a type that bears no labels",
    "LabelMapping",
    { resourceType: "orgs" },
    "resourceType",
    /^expected one of buckets, checks,.* found "orgs"$/,
  ],
  [
    "a property that is no text",
    "Label",
    { properties: { color: 1 } },
    "properties.color",
    /^expected a string, found 1$/,
  ],
];

describe("check: users, passwords, secrets and labels", () => {
  testFaults(sessions.next(), faults);
});
