/** What a stack file says of what telegraf asks, runs and listens to, besides exporters. */
import { z } from "zod";
import { credential } from "./credentials.ts";
import { document } from "./documents.ts";
import { listOf, nameKey, port, text } from "./forms.ts";
import {
  absolutePath,
  home,
  httpUrl,
  interval,
  intervalKey,
  timeout,
  tls,
  watchedForm,
  watchedInterval,
} from "./profiles.ts";

const url = httpUrl.meta({
  expects: "an http or https URL",
  example: "https://data.example.org",
});

const urls = (description: string) =>
  listOf(url)
    .optional()
    .meta({ description, expects: "a list of at least one URL, each once", required: true });

const watchedKey = watchedInterval.optional().meta({
  description: "Time between two samples.",
  expects: watchedForm,
  example: "30s",
  fallback: "`telegraf.interval`",
});

export const sites = z
  .strictObject({ urls: urls("Sites that must answer."), interval: watchedKey, timeout, tls })
  .optional()
  .meta({
    description:
      "Sites that are asked whether they answer: alerts `site-unreachable`, `site-slow` and others.",
    expects: "a map with `urls`",
  });

const hourly = interval.optional().meta({
  description: "Time between two looks.",
  expects: "a duration of at least 1s such as `1h`",
  example: "1h",
  fallback: "`1h`",
});

export const certificates = z
  .strictObject({
    sources: listOf(
      text("`https://host:port` or `tcp://host:port`").meta({
        expects: "`https://host:port` or `tcp://host:port`",
        example: "https://data.example.org:443",
      }),
    )
      .optional()
      .meta({
        description: "Servers whose certificates must hold: sites, the API server.",
        expects: "a list of at least one, each once",
        required: true,
      }),
    interval: hourly,
    tls,
  })
  .optional()
  .meta({
    description: "Certificates that are looked at: alerts `site-cert-expiring` and `control-plane-cert`.",
    expects: "a map with `sources`",
  });

export const vault = z
  .strictObject({
    url: url.optional().meta({
      description: "URL of Vault.",
      expects: "an http or https URL",
      example: "https://vault.example.org",
      required: true,
    }),
    token: credential.optional().meta({
      description: "Credential with the token that is looked up, and with which it is.",
      example: "vault-token",
      required: true,
    }),
    tls,
  })
  .optional()
  .meta({
    description: "The Vault token of this cluster, which must not expire.",
    expects: "a map with `url` and `token`",
  });

const path = (description: string, example: string) =>
  absolutePath
    .optional()
    .meta({ description, expects: "a path that begins with `/`", example, fallback: `\`${example}\`` });

export const github = z
  .strictObject({
    port: port.prefault(1_619).meta({ description: "Port that listens.", example: "1619" }),
    path: path("Path that listens.", "/github"),
    secret: credential.optional().meta({
      description: "Credential that GitHub signs with.",
      example: "github",
      required: true,
    }),
  })
  .optional()
  .meta({
    description: "Webhooks of GitHub: alert `package-tests-failed`.",
    expects: "a map with `secret`",
  });

const listener = z
  .strictObject({
    home,
    kind: z.enum(["http", "socket"]).prefault("http").meta({
      description: "`http`: POST requests. `socket`: a line each over TCP.",
      expects: "`http` or `socket`",
      example: "socket",
    }),
    port: port.optional().meta({ description: "Port that listens.", example: "8186", required: true }),
    path: path("Path of the requests.", "/telegraf"),
    format: document,
    user: z
      .strictObject({
        name: text("a name").meta({
          description: "Name of the caller.",
          expects: "a name",
          example: "argocd",
          required: true,
        }),
        password: credential.meta({
          description: "Credential with its password.",
          example: "argocd-webhook",
          required: true,
        }),
      })
      .optional()
      .meta({
        description: "Who may call (basic authentication).",
        expects: "a map with `name` and `password`",
        fallback: "everybody who reaches the port",
      }),
  })
  .meta({ expects: "a map with `home` and `port`" });

export const listeners = z.record(nameKey("a listener"), listener).prefault({}).meta({
  description: "Ports at which others send events.",
  expects: "a map from names to listeners",
  names: "listener",
});

const lookup = z
  .strictObject({
    home,
    url: url.optional().meta({
      description: "URL of the document.",
      expects: "an http or https URL",
      example: "https://app.example.org/status",
      required: true,
    }),
    format: document,
    interval: intervalKey,
    token: credential.optional().meta({
      description: "Credential that is sent as `Authorization: Bearer`.",
      example: "status-reader",
    }),
    tls,
  })
  .meta({ expects: "a map with `home`, `url` and `format`" });

export const lookups = z.record(nameKey("a look-up"), lookup).prefault({}).meta({
  description: "Documents that are asked for.",
  expects: "a map from names to look-ups",
  names: "look-up",
});

const script = z
  .strictObject({
    home,
    interval: interval.optional().meta({
      description: "Time between two runs.",
      expects: "a duration of at least 1s such as `1h`",
      example: "1h",
      required: true,
    }),
    timeout: timeout.meta({ fallback: "`30s`" }),
    run: z
      .string()
      .startsWith("#!", { error: "a first line such as `#!/bin/sh`, which says what runs it" })
      .optional()
      .meta({
        description: "The script, with its first line `#!/bin/sh`; prints points in line protocol.",
        expects: "the text of a script",
        required: true,
      }),
  })
  .meta({ expects: "a map with `home`, `interval` and `run`" });

export const scripts = z.record(nameKey("a script"), script).prefault({}).meta({
  description: "Scripts that telegraf runs.",
  expects: "a map from names to scripts",
  names: "script",
});

const jolokiaSource = z
  .strictObject({
    home,
    urls: urls("URLs of the Jolokia agents."),
    metrics: z
      .array(
        z
          .strictObject({
            name: text("the name of a measurement").meta({
              description: "Measurement.",
              expects: "the name of a measurement",
              example: "java_memory",
              required: true,
            }),
            mbean: text("the name of an MBean").meta({
              description: "MBean.",
              expects: "the name of an MBean",
              example: "java.lang:type=Memory",
              required: true,
            }),
            paths: listOf(text("an attribute").meta({ expects: "an attribute" }))
              .optional()
              .meta({
                description: "Attributes of it.",
                expects: "a list of at least one, each once",
                fallback: "all",
              }),
            tagKeys: listOf(text("a property of its name").meta({ expects: "a property of its name" }))
              .optional()
              .meta({
                description: "Properties of its name that become tags.",
                expects: "a list of at least one, each once",
              }),
          })
          .optional()
          .meta({ expects: "a map with `name` and `mbean`" }),
      )
      .optional()
      .meta({ description: "What is read.", expects: "a list of MBeans", required: true }),
  })
  .meta({ expects: "a map with `home`, `urls` and `metrics`" });

export const jolokia = z.record(nameKey("a Java process"), jolokiaSource).prefault({}).meta({
  description: "Java processes with a Jolokia agent in them.",
  expects: "a map from names to processes",
  names: "process",
});
