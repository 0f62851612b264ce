/** What a stack file says of the release of InfluxDB. */
import { z } from "zod";
import { reaches } from "../../model/releases.ts";
import { text, wholeNumber } from "../forms.ts";
import { cronForm, isCron } from "./cron.ts";
import { influxdOptions } from "./influxd.ts";
import {
  gatewayKeys,
  ingressKeys,
  network,
  objectName,
  objectNameForm,
  releaseName,
  releaseNameForm,
  resources,
  scheduling,
  storage,
  storageSize,
} from "./kubernetes.ts";

const host = "influxdb.example.org";
const keepForm = "a whole number from 1 to 1000";
const bucketForm = "the name of an S3 bucket: lower case letters, digits, `.` and `-`";
const prefixForm = "a path without slashes at its ends such as `backups/roundtable`";
const endpointForm = "an http or https URL without credentials and path";

const endpoint = z
  .string()
  .regex(/^https?:\/\/[^\s/@?#]+\/?$/)
  .transform((url) => url.replace(/\/$/, ""));

const backup = z
  .strictObject({
    schedule: z
      .string()
      .refine((written) => isCron(written))
      .prefault("17 3 * * *")
      .meta({ description: "When backups are made.", expects: cronForm, example: "17 3 * * *" }),
    timeZone: z
      .string()
      .regex(/^[A-Z][\w+-]*(\/[\w+-]+)*$/)
      .prefault("Etc/UTC")
      .meta({
        description: "Time zone of the schedule.",
        expects: "the IANA name of a time zone such as `Europe/Berlin`",
        example: "Europe/Berlin",
      }),
    keep: wholeNumber(keepForm, 1, 1_000).prefault(7).meta({
      description: "How many backups are kept. Older ones are removed before a new one is made, and after.",
      expects: keepForm,
      example: "7",
    }),
    volume: z
      .strictObject({
        size: storageSize.prefault("50Gi").meta({
          description:
            "Size of the volume that the stack makes; it must hold all that are kept, and one more.",
          expects: "a size in Kubernetes' notation such as `50Gi`",
          example: "50Gi",
        }),
        class: objectName.optional().meta({
          description: "StorageClass.",
          expects: "the name of a StorageClass",
          example: "standard",
          fallback: "that of the cluster",
        }),
        claim: objectName.optional().meta({
          description: "PersistentVolumeClaim that is there, in place of a volume that the stack makes.",
          expects: "the name of a PersistentVolumeClaim",
          example: "backups",
        }),
      })
      .optional()
      .meta({
        description: "Backups go to a volume, which stays.",
        expects: "a map with `size`, or with `claim`",
      }),
    s3: z
      .strictObject({
        bucket: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
          .optional()
          .meta({
            description: "Bucket.",
            expects: bucketForm,
            example: "backups",
            required: true,
          }),
        prefix: z
          .string()
          .regex(/^[\w.-]+(\/[\w.-]+)*$/)
          .prefault("influxdb")
          .meta({
            description: "Path in the bucket; everything below it belongs to these backups.",
            expects: prefixForm,
            example: "backups/roundtable",
          }),
        endpoint: endpoint.optional().meta({
          description: "URL of the service.",
          expects: endpointForm,
          example: "https://s3.example.org",
          fallback: "AWS",
        }),
        region: text("the name of a region").optional().meta({
          description: "Region.",
          expects: "the name of a region",
          example: "us-east-1",
        }),
        credentialsSecret: objectName.optional().meta({
          description:
            "Secret in the namespace of the stack, with the keys `access-key-id` and `secret-access-key`.",
          expects: "the name of a Secret",
          example: "backup-s3",
          fallback: "the rights that the cluster gives the pod",
        }),
      })
      .optional()
      .meta({ description: "Backups go to an S3 bucket.", expects: "a map with `bucket`" }),
  })
  .optional()
  .meta({
    description: "Backups on a schedule; without this map there are none.",
    expects: "a map with `volume` or `s3`",
  });

export const influxdb = z
  .strictObject({
    name: releaseName.prefault("influxdb").meta({
      description:
        "Name of the release and of its objects. Another name is another server with an empty volume.",
      expects: releaseNameForm,
      example: "influxdb",
    }),
    storage: storage("20Gi"),
    resources: resources("requests `500m` and `2Gi`, limit `4Gi`"),
    scheduling,
    ingress: z
      .strictObject(ingressKeys(host, "`<name of the release>-tls`"))
      .optional()
      .meta({ description: "An Ingress to it.", expects: "a map with `host`" }),
    gateway: z.strictObject(gatewayKeys(host)).optional().meta({
      description: "An HTTPRoute to it by a Gateway that is there, in place of an Ingress.",
      expects: "a map with `name` and `host`",
    }),
    reach: z.enum(reaches).optional().meta({
      description:
        "How the program that declares what is inside of it gets there: from outside, as a service where it runs in the cluster itself, or by a tunnel that the commands open.",
      expects: "`ingress`, `service` or `port-forward`",
      example: "port-forward",
      fallback: "`ingress` where there is an ingress or a gateway, else `port-forward`",
    }),
    settings: influxdOptions,
    adminSecret: objectName.optional().meta({
      description:
        "Secret in the namespace of the stack that is there, with the keys `admin-password` and `admin-token`.",
      expects: objectNameForm,
      example: "influxdb-auth",
      fallback: "the stack makes `<name>-auth`, with a password and a token of its own",
    }),
    backup,
    network,
  })
  .optional()
  .meta({
    description: "The server itself, from the chart influxdb2.",
    expects: "a map of settings, or `{}`",
  });
