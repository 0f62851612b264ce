import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { field } from "../json.mjs";
import { boltPath } from "./influxd.ts";
import { newSecret } from "./files.ts";
import { call, list } from "./http.ts";
import { ADMIN, type Credentials, expectStatus, writeCredentials } from "./onboard.ts";

/**
 * Gives the administrator of a stopped server a password that is good for one sign-in, by the server's own
 * recovery command. It stands among the command's arguments for a moment, which is why {@link newOperator}
 * replaces it at once.
 */
export async function passwordOnce(binary: string, directory: string): Promise<string> {
  const password = newSecret(24);
  const args = ["recovery", "user", "update", `--bolt-path=${boltPath(directory)}`];
  try {
    await promisify(execFile)(binary, [...args, `--username=${ADMIN}`, `--password=${password}`]);
  } catch {
    // The error of a failed command repeats its arguments, and with them the password.
    throw new Error(`influxd recovery user update: no user "${ADMIN}" in ${directory}`);
  }
  return password;
}

/**
 * Makes lost credentials anew and keeps them: signs in with that password, changes it, and puts a new operator token
 * in the place of the lost one. Undefined if there is no operator token to take the rights from.
 */
export async function newOperator(
  url: string,
  path: string,
  passwordOnce: string,
): Promise<Credentials | undefined> {
  const basic = Buffer.from(`${ADMIN}:${passwordOnce}`).toString("base64");
  const signIn = await call(url, "/api/v2/signin", {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
  });
  expectStatus(signIn, 204, "signing in as its administrator");
  const headers = { cookie: signIn.headers.get("set-cookie")?.split(";")[0] ?? "" };

  const user = expectStatus(await call(url, "/api/v2/me", { headers }), 200, "asking for its administrator");
  const password = newSecret(24);
  const changed = await call(url, `/api/v2/users/${String(field(user.body, "id"))}/password`, {
    method: "POST",
    headers,
    body: { password },
  });
  expectStatus(changed, 204, "changing its administrator's password");

  // The first token of all is the operator token of the setup; the new one takes over its rights and its place.
  const tokens = expectStatus(
    await call(url, "/api/v2/authorizations", { headers }),
    200,
    "listing its tokens",
  );
  const lost = list(tokens.body, "authorizations").find((token) => field(token, "description") === OPERATOR);
  if (lost === undefined) return undefined;
  const made = await call(url, "/api/v2/authorizations", {
    method: "POST",
    headers,
    body: {
      orgID: field(lost, "orgID"),
      description: OPERATOR,
      permissions: list(lost, "permissions").map((permission) => ({
        action: field(permission, "action"),
        resource: { type: field(field(permission, "resource"), "type") },
      })),
    },
  });
  const { body } = expectStatus(made, 201, "making a new operator token");
  const credentials: Credentials = {
    organization: String(field(body, "org")),
    username: ADMIN,
    password,
    token: String(field(body, "token")),
    onboarded: true,
  };
  await writeCredentials(path, credentials);

  // Last, so that breaking off anywhere leaves a token to copy the rights from.
  const removed = await call(url, `/api/v2/authorizations/${String(field(lost, "id"))}`, {
    method: "DELETE",
    token: credentials.token,
  });
  expectStatus(removed, 204, "removing the lost operator token");
  return credentials;
}

/** Description that the setup gives the operator token. */
const OPERATOR = `${ADMIN}'s Token`;
