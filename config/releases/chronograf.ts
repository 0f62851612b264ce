/** What a stack file says of the release of Chronograf. */
import { z } from "zod";
import { chronografRoles, loginKinds } from "../../model/releases.ts";
import { listOf, onOff, text } from "../forms.ts";
import { secretName } from "../secrets.ts";
import {
  gatewayKeys,
  ingressKeys,
  network,
  releaseName,
  releaseNameForm,
  resources,
  scheduling,
  storage,
} from "./kubernetes.ts";

const host = "monitoring.example.org";
const urlForm = "an https or http URL without credentials";
const originForm =
  "a URL of a host alone, without path and slash at its end, such as `https://monitoring.example.org`";
const pathForm = "`/`, or a path of words without a slash at its end such as `/chronograf`";
const kindForm = `one of ${[...loginKinds, "none"].map((kind) => `\`${kind}\``).join(", ")}`;
const pemForm = "the path of a PEM file";
const wordForm = "a word of lower case letters, digits and `-`";

/** What a stack file can say of who may sign in. */
export const loginForms = [...loginKinds, "none"] as const;

const url = z
  .string()
  .refine((written) => isUrl(written), { error: urlForm })
  .optional();

const words = (what: string) =>
  listOf(
    z
      .string()
      .regex(/^[^\s,]+$/, { error: what })
      .meta({ expects: what }),
  ).optional();

const path = z
  .string()
  .regex(/^(\/|(\/[\w-]+)+)$/)
  .transform((written) => (written === "/" ? "" : written))
  .prefault("/")
  .meta({
    description: "Path below which it is served, also without a rewriting rule.",
    expects: pathForm,
    example: "/chronograf",
  });

const login = z
  .strictObject({
    kind: z.enum(loginForms).optional().meta({
      description: "Who knows the users. `none`: whoever reaches it reads every bucket.",
      expects: kindForm,
      example: "github",
      required: true,
    }),
    clientId: text("the id of an OAuth client").optional().meta({
      description: "Id of the client that was registered there.",
      expects: "the id of an OAuth client",
      example: "Iv1.0123456789abcdef",
      fallback: "none; required for all kinds but `none`",
    }),
    clientSecret: secretName.meta({
      description: "Key of the secret of that client.",
      example: "chronograf-client",
      fallback: "none; required for all kinds but `none`",
    }),
    organizations: words("the name of an organization of GitHub").meta({
      description: "For `github`: organizations whose members may sign in.",
      expects: "a list of at least one organization of GitHub, each once",
      fallback: "none; required for `github`",
    }),
    domains: words("a domain of mail addresses").meta({
      description: "For `google` and `generic`: domains of the mail addresses that may sign in.",
      expects: "a list of at least one domain, each once",
      fallback: "all; required for `google`",
    }),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .optional()
      .meta({
        description: "For `generic`: name on the page, and in the URL that it comes back to.",
        expects: wordForm,
        example: "gafaelfawr",
        fallback: "none; required for `generic`",
      }),
    url: url.meta({
      description: "For `github`: URL of a server of its own.",
      expects: urlForm,
      example: "https://github.example.org",
      fallback: "https://github.com",
    }),
    authUrl: url.meta({
      description: "For `generic`: where users sign in.",
      expects: urlForm,
      example: "https://login.example.org/authorize",
      fallback: "none; required for `generic`",
    }),
    tokenUrl: url.meta({
      description: "For `generic`: where the token is fetched.",
      expects: urlForm,
      example: "https://login.example.org/token",
      fallback: "none; required for `generic`",
    }),
    apiUrl: url.meta({
      description: "For `generic`: where it is asked who the user is.",
      expects: urlForm,
      example: "https://login.example.org/userinfo",
      fallback: "none; required for `generic`",
    }),
    apiKey: text("the name of a claim").optional().meta({
      description: "For `generic`: what of the answer names the user.",
      expects: "the name of a claim",
      example: "sub",
      fallback: "email",
    }),
    scopes: words("the name of a scope").meta({
      description: "For `generic`: scopes that are asked for.",
      expects: "a list of at least one scope, each once",
      fallback: "`user:email`",
    }),
    jwksUrl: url.meta({
      description:
        "For `generic`: keys by which id tokens are checked; with it the id token says who the user is.",
      expects: urlForm,
      example: "https://login.example.org/jwks.json",
      fallback: "id tokens are not read",
    }),
    caFile: text(pemForm).optional().meta({
      description:
        "For `github` and `generic`: file with the certificates of a private authority that those URLs' are signed by, relative to the project; trusted beside the well-known ones.",
      expects: pemForm,
      example: "certificates/login.pem",
    }),
    pkce: onOff.prefault(true).meta({
      description: "Whether a proof key goes with the request, as it should.",
      expects: "`true` or `false`",
      example: "false",
    }),
    logoutUrl: url.meta({
      description: "Where users are signed out as well.",
      expects: urlForm,
      example: "https://login.example.org/logout",
      fallback: "nowhere",
    }),
  })
  .optional()
  .meta({
    description: "Who may open it; required where it has a route from outside.",
    expects: "a map with `kind`",
    closed: true,
  });

const organization = z
  .strictObject({
    name: text("the name of an organization").optional().meta({
      description: "Name, for people.",
      expects: "the name of an organization",
      example: "Operations",
      fallback: "its id",
    }),
    role: z
      .enum(chronografRoles)
      .prefault("member")
      .meta({
        description: "What those may do who come new into it.",
        expects: chronografRoles.map((role) => `\`${role}\``).join(", "),
        example: "viewer",
      }),
  })
  .meta({ expects: "a map with `name` and `role`, or `{}`" });

export const chronograf = z
  .strictObject({
    name: releaseName.prefault("monitoring").meta({
      description:
        "Name of the release; its objects are `<name>-chronograf`. Another name is another one with an empty volume.",
      expects: releaseNameForm,
      example: "monitoring",
    }),
    storage: storage("5Gi"),
    resources: resources("requests `100m` and `256Mi`, limit `1Gi`"),
    scheduling,
    ingress: z
      .strictObject(ingressKeys(host, "`<name of the release>-chronograf-tls`"))
      .optional()
      .meta({ description: "An Ingress to it.", expects: "a map with `host`" }),
    gateway: z.strictObject(gatewayKeys(host)).optional().meta({
      description: "An HTTPRoute to it by a Gateway that is there, in place of an Ingress.",
      expects: "a map with `name` and `host`",
    }),
    path,
    publicUrl: z
      .string()
      .regex(/^https?:\/\/[^\s/@?#]+$/)
      .optional()
      .meta({
        description:
          "What the URL begins with that people open and that the login comes back to; `path` follows.",
        expects: originForm,
        example: "https://monitoring.example.org",
        fallback: "the host of `ingress` or `gateway`",
      }),
    login,
    organizations: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, { error: wordForm }), organization)
      .prefault({})
      .meta({
        description:
          "Organizations of Chronograf besides `default`, by their id. Who is in them, it is told on its own pages.",
        expects: "a map from ids to settings",
        names: "organization",
      }),
    dashboards: text("the path of a directory").optional().meta({
      description: "Directory with files `*.dashboard`, relative to the project; all of them are shown.",
      expects: "the path of a directory",
      example: "dashboards",
      fallback: "dashboards",
    }),
    network,
  })
  .optional()
  .meta({ description: "Chronograf, from the chart of that name.", expects: "a map of settings, or `{}`" });

function isUrl(written: string): boolean {
  if (!URL.canParse(written) || /\s/.test(written)) return false;
  const { protocol, username, password } = new URL(written);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}
