import { UserError } from "../errors.ts";
import { field, parseJson } from "../json.mjs";
import { newSecret, readIfThere, writePrivate } from "./files.ts";
import { type Answer, call, list, messageOf } from "./http.ts";

/** What a managed server was set up with. The file that holds it is 0600. */
export interface Credentials {
  readonly organization: string;
  readonly username: string;
  readonly password: string;
  /** Operator token: may do everything. */
  readonly token: string;
  /** Whether the setup call has been answered and its initial bucket is gone. */
  readonly onboarded: boolean;
}

/** The server's first user, who owns everything. */
export const ADMIN = "admin";

/** Setup insists on a bucket; nobody declared it, so it goes at once. */
const INITIAL_BUCKET = "removed-after-setup";

/**
 * The server has been set up, but not with these credentials: the data belongs to lost ones, or the setup broke
 * off half-way, which locks it (it is not atomic).
 */
export class NotOurs extends Error {
  override readonly name = "NotOurs";
}

/** Credentials kept in that file; undefined if there are none or they cannot be made out. */
export async function readCredentials(path: string): Promise<Credentials | undefined> {
  return asCredentials(parseJson((await readIfThere(path)) ?? ""));
}

/** Keeps credentials in that file. */
export async function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  await writePrivate(path, `${JSON.stringify(credentials, undefined, 2)}\n`);
}

/**
 * Makes sure that the server has its organization, administrator and operator token, and nothing else that is not
 * its own. May be repeated at any time, also after it broke off anywhere: credentials are chosen here and kept
 * before the server hears of them.
 *
 * @throws NotOurs if the server was set up with other credentials than those kept
 */
export async function onboard(url: string, path: string, organization: string): Promise<Credentials> {
  const kept = await readCredentials(path);
  const credentials = kept ?? newCredentials(organization);
  if (!kept) await writeCredentials(path, credentials);

  if (!credentials.onboarded) {
    const { body } = expectStatus(await call(url, "/api/v2/setup"), 200, "asking whether it is set up");
    if (field(body, "allowed") === true) await setUp(url, credentials);
  }
  if (!(await accepts(url, credentials.token))) {
    throw new NotOurs(`InfluxDB at ${url} was set up with other credentials than those in ${path}.`);
  }
  if (!credentials.onboarded) {
    await removeInitialBucket(url, credentials);
    await writeCredentials(path, { ...credentials, onboarded: true });
  }
  await expectOrganization(url, credentials, organization);
  return { ...credentials, onboarded: true };
}

/** Whether the server takes that token. */
export async function accepts(url: string, token: string): Promise<boolean> {
  const answer = await call(url, "/api/v2/me", { token });
  if (answer.status === 401 || answer.status === 403) return false;
  expectStatus(answer, 200, "asking who the operator token belongs to");
  return true;
}

/** New credentials for that organization, not yet known to any server. */
export function newCredentials(organization: string): Credentials {
  // The server takes passwords of 8 to 72 bytes.
  return { organization, username: ADMIN, password: newSecret(24), token: newSecret(32), onboarded: false };
}

async function setUp(url: string, { organization, username, password, token }: Credentials): Promise<void> {
  const answer = await call(url, "/api/v2/setup", {
    method: "POST",
    timeoutSeconds: 60,
    // Shorter than an hour would break off after user and organization are made.
    body: {
      org: organization,
      username,
      password,
      token,
      bucket: INITIAL_BUCKET,
      retentionPeriodSeconds: 3600,
    },
  });
  expectStatus(answer, 201, `setting it up with organization "${organization}"`);
}

async function removeInitialBucket(url: string, { token }: Credentials): Promise<void> {
  const found = await call(url, `/api/v2/buckets?name=${INITIAL_BUCKET}`, { token });
  for (const bucket of list(expectStatus(found, 200, "looking for its initial bucket").body, "buckets")) {
    const id = field(bucket, "id");
    if (field(bucket, "name") !== INITIAL_BUCKET || typeof id !== "string") continue;
    const answer = await call(url, `/api/v2/buckets/${id}`, { method: "DELETE", token });
    if (answer.status !== 404) expectStatus(answer, 204, "removing its initial bucket");
  }
}

async function expectOrganization(url: string, { token }: Credentials, wanted: string): Promise<void> {
  const answer = expectStatus(
    await call(url, "/api/v2/orgs?limit=100", { token }),
    200,
    "listing organizations",
  );
  const names = list(answer.body, "orgs").map((org) => field(org, "name"));
  if (names.includes(wanted)) return;
  throw new UserError(
    `The stack file names the organization "${wanted}", but the local InfluxDB was set up with ` +
      `${names.map((name) => JSON.stringify(name)).join(", ")}.`,
    "set the name back in Pulumi.local.yaml, or `npm run reset` (forgets the local data) and `npm start`",
  );
}

/** The answer, if it has the expected status. */
export function expectStatus(answer: Answer, status: number, doing: string): Answer {
  if (answer.status === status) return answer;
  throw new UserError(`InfluxDB answered ${messageOf(answer)} when ${doing}; expected ${status}.`);
}

function asCredentials(value: unknown): Credentials | undefined {
  const text = (name: string): string | undefined => {
    const found = field(value, name);
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  const [organization, username, password, token] = ["organization", "username", "password", "token"].map(
    text,
  );
  if (!organization || !username || !password || !token) return undefined;
  return { organization, username, password, token, onboarded: field(value, "onboarded") === true };
}
