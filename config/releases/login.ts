/** From what a stack file says of signing in to Chronograf to the options that Chronograf takes. */
import { resolve } from "node:path";
import type { z } from "zod";
import type { Fault } from "../../model/faults.ts";
import { describeValue, keyFault, removeCommand, setCommand } from "../../model/keys.ts";
import type { LoginKind, LoginSettings } from "../../model/releases.ts";
import type { ConfigurationSource } from "../../model/settings.ts";
import { present } from "../forms.ts";
import { authorityForm, readAuthority } from "../pem.ts";
import { missingIn } from "../required.ts";
import { checkSecretName } from "../secret-store.ts";
import type { chronograf } from "./chronograf.ts";
import type { ReleaseInput } from "./input.ts";

type Login = NonNullable<NonNullable<z.output<typeof chronograf>>["login"]>;
type Key = Exclude<keyof Login, "kind" | "pkce">;

const client = ["clientId", "clientSecret"] as const;

/** Keys that a kind must have, and those that it may have. Without the two, what it says would be ignored silently. */
const keysOf: Readonly<
  Record<LoginKind | "none", { readonly must: readonly Key[]; readonly may: readonly Key[] }>
> = {
  none: { must: [], may: [] },
  // Without organizations or domains everybody who has an account there could sign in.
  github: { must: [...client, "organizations"], may: ["url", "caFile", "logoutUrl"] },
  google: { must: [...client, "domains"], may: ["logoutUrl"] },
  generic: {
    must: [...client, "name", "authUrl", "tokenUrl", "apiUrl"],
    may: ["domains", "apiKey", "scopes", "jwksUrl", "caFile", "logoutUrl"],
  },
};

const path = ["releases", "chronograf", "login"];

/** The login, if there is one and it is whole. `routed`: whether people reach Chronograf from outside. */
export function loginOf(
  given: Login | undefined,
  routed: boolean,
  { source, partial, secrets, root }: ReleaseInput,
): { readonly login: LoginSettings | undefined; readonly faults: readonly Fault[] } {
  const none = (...faults: readonly Fault[]) => ({ login: undefined, faults });
  if (given === undefined) {
    if (!routed || partial.faulty(...path)) return none();
    return none(
      keyFault(source, path, {
        found: "nothing, with a route from outside",
        expected: "a map with `kind`; `kind: none` where something before it asks who comes",
        mend: setCommand(source, [...path, "kind"], "github"),
      }),
    );
  }
  const missing = missingIn(path, given, ["kind"], { source, partial });
  const { kind, clientId, clientSecret } = given;
  if (kind === undefined) return none(...missing);
  const { must, may } = keysOf[kind];
  const known: readonly string[] = ["kind", "pkce", ...must, ...may];
  const foreign = Object.entries(given)
    .filter(([key, value]) => value !== undefined && !known.includes(key))
    .map(([key]) =>
      keyFault(source, [...path, key], {
        found: `\`${key}\`, with \`kind: ${kind}\``,
        expected: `of a login of that kind ${[...must, ...may].map((name) => `\`${name}\``).join(", ") || "nothing else"}`,
        mend: removeCommand(source, [...path, key]),
      }),
    );
  const trusted =
    known.includes("caFile") && given.caFile !== undefined
      ? authorityOf(given.caFile, root, source)
      : { authority: undefined, faults: [] };
  const faults = [
    ...missingIn(path, given, must, { source, partial }),
    ...foreign,
    ...trusted.faults,
    ...checkSecretName(clientSecret, [...path, "clientSecret"], secrets, { source, partial }),
  ];
  if (kind === "none" || clientId === undefined || clientSecret === undefined) return none(...faults);
  const { authority } = trusted;
  return { login: { kind, clientId, clientSecret, options: optionsOf(kind, given), authority }, faults };
}

function authorityOf(
  file: string,
  root: string,
  source: ConfigurationSource,
): { readonly authority: string | undefined; readonly faults: readonly Fault[] } {
  const read = readAuthority(resolve(root, file));
  if ("text" in read) return { authority: read.text, faults: [] };
  const key = [...path, "caFile"];
  const fault = keyFault(source, key, {
    found: `${describeValue(file)}: ${read.fault}`,
    expected: authorityForm,
    mend: setCommand(source, key, "<path>"),
  });
  return { authority: undefined, faults: [fault] };
}

function optionsOf(kind: LoginKind, given: Login): Readonly<Record<string, string>> {
  const list = (items: readonly (string | undefined)[] | undefined): string | undefined =>
    items === undefined ? undefined : present(items).join(",");
  const options: Readonly<Record<LoginKind, Readonly<Record<string, string | undefined>>>> = {
    github: { GH_ORGS: list(given.organizations), GH_URL: given.url },
    google: { GOOGLE_DOMAINS: list(given.domains) },
    generic: {
      GENERIC_NAME: given.name,
      GENERIC_AUTH_URL: given.authUrl,
      GENERIC_TOKEN_URL: given.tokenUrl,
      GENERIC_API_URL: given.apiUrl,
      GENERIC_API_KEY: given.apiKey,
      GENERIC_SCOPES: list(given.scopes),
      GENERIC_DOMAINS: list(given.domains),
      JWKS_URL: given.jwksUrl,
      USE_ID_TOKEN: given.jwksUrl === undefined ? undefined : "true",
    },
  };
  const all = {
    ...options[kind],
    OAUTH_LOGOUT_ENDPOINT: given.logoutUrl,
    OAUTH_NO_PKCE: given.pkce ? undefined : "true",
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
