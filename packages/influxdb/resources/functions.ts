// Generated from the definitions under kinds/ by `npm run generate`; edit those.
import * as pulumi from "@pulumi/pulumi";

/** A Bucket that exists. */
export interface ExistingBucket {
  /** ID. */
  readonly id: string;
  /** Name, unique in the organization. */
  readonly name: string;
  /** Description. */
  readonly description: string;
  /** How long points are kept, in seconds: 0 for ever, else from 3600 to 9223372036. */
  readonly retentionSeconds: number;
  /** Span of one shard group, in seconds, from 3600 up to the retention. */
  readonly shardGroupDurationSeconds: number;
  /** When it was created, RFC 3339. */
  readonly createdAt: string;
  /** Name of its organization, where the token may see it. */
  readonly org?: string | undefined;
  /** ID of its organization. */
  readonly orgId: string;
}

/** A Task that exists. */
export interface ExistingTask {
  /** ID. */
  readonly id: string;
  /** The script, kept to the letter. */
  readonly flux: string;
  /** Description. */
  readonly description: string;
  /** Whether its schedule runs. */
  readonly status: "active" | "inactive";
  /** Name, from the script. */
  readonly name?: string | undefined;
  /** Interval, from the script, e.g. `5m`. */
  readonly every?: string | undefined;
  /** Cron schedule, from the script. */
  readonly cron?: string | undefined;
  /** Delay after each tick, from the script, as the server spells it. */
  readonly offset?: string | undefined;
  /** ID of the user whose role it runs with. */
  readonly ownerId: string;
  /** When it was created, RFC 3339. */
  readonly createdAt: string;
  /** Name of its organization, where the token may see it. */
  readonly org?: string | undefined;
  /** ID of its organization. */
  readonly orgId: string;
}

/** A Dbrp that exists. */
export interface ExistingDbrp {
  /** ID. */
  readonly id: string;
  /** Database name, of printable characters without `/` and `\`. */
  readonly database: string;
  /** Retention policy name, of printable characters without `/` and `\`; unique within the database. */
  readonly retentionPolicy: string;
  /** ID of the bucket it leads to. */
  readonly bucketId: string;
  /** Whether it answers for clients that name no retention policy. */
  readonly default: boolean;
  /** Name of its organization, where the token may see it. */
  readonly org?: string | undefined;
  /** ID of its organization. */
  readonly orgId: string;
}

/** Arguments of {@link getOrganization}. */
export interface GetOrganizationArgs {
  /** Its ID. Not with `name`. */
  readonly id?: string | undefined;
  /** Its name: organization name. Not with `id`. */
  readonly name?: string | undefined;
}

/** Arguments of {@link getOrganizationOutput}. */
export interface GetOrganizationOutputArgs {
  /** Its ID. Not with `name`. */
  readonly id?: pulumi.Input<string> | undefined;
  /** Its name: organization name. Not with `id`. */
  readonly name?: pulumi.Input<string> | undefined;
}

/** What {@link getOrganization} gives. */
export interface GetOrganizationResult {
  /** ID. */
  readonly id: string;
  /** Name, unique on the server without regard to outer blanks. */
  readonly name: string;
  /** Description. */
  readonly description: string;
  /** When it was created, RFC 3339. */
  readonly createdAt: string;
}

/**
 * Looks up one Organization that exists, whoever manages it. Fails when there is none, or when the
 * name fits several.
 */
export async function getOrganization(
  args: GetOrganizationArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetOrganizationResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:getOrganization",
    { id: args.id, name: args.name },
    opts,
  ) as Promise<GetOrganizationResult>;
}

/**
 * Looks up one Organization that exists, whoever manages it. Fails when there is none, or when the
 * name fits several. For arguments that are outputs of resources.
 */
export function getOrganizationOutput(
  args: GetOrganizationOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetOrganizationResult> {
  return pulumi.runtime.invokeOutput<GetOrganizationResult>(
    "influxdb:index:getOrganization",
    { id: args.id, name: args.name },
    opts,
  );
}

/** Arguments of {@link getBucket}. */
export interface GetBucketArgs {
  /** Its ID. Not with `name`. */
  readonly id?: string | undefined;
  /** Its name: bucket name. Not with `id`. */
  readonly name?: string | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: string | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: string | undefined;
}

/** Arguments of {@link getBucketOutput}. */
export interface GetBucketOutputArgs {
  /** Its ID. Not with `name`. */
  readonly id?: pulumi.Input<string> | undefined;
  /** Its name: bucket name. Not with `id`. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: pulumi.Input<string> | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/** What {@link getBucket} gives. */
export interface GetBucketResult {
  /** ID. */
  readonly id: string;
  /** Name, unique in the organization. */
  readonly name: string;
  /** Description. */
  readonly description: string;
  /** How long points are kept, in seconds: 0 for ever, else from 3600 to 9223372036. */
  readonly retentionSeconds: number;
  /** Span of one shard group, in seconds, from 3600 up to the retention. */
  readonly shardGroupDurationSeconds: number;
  /** When it was created, RFC 3339. */
  readonly createdAt: string;
  /** Name of its organization, where the token may see it. */
  readonly org?: string | undefined;
  /** ID of its organization. */
  readonly orgId: string;
}

/**
 * Looks up one Bucket that exists, whoever manages it. Fails when there is none, or when the name fits
 * several.
 */
export async function getBucket(
  args: GetBucketArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetBucketResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:getBucket",
    { id: args.id, name: args.name, org: args.org, orgId: args.orgId },
    opts,
  ) as Promise<GetBucketResult>;
}

/**
 * Looks up one Bucket that exists, whoever manages it. Fails when there is none, or when the name fits
 * several. For arguments that are outputs of resources.
 */
export function getBucketOutput(
  args: GetBucketOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetBucketResult> {
  return pulumi.runtime.invokeOutput<GetBucketResult>(
    "influxdb:index:getBucket",
    { id: args.id, name: args.name, org: args.org, orgId: args.orgId },
    opts,
  );
}

/** Arguments of {@link getBuckets}. */
export interface GetBucketsArgs {
  /** Only those of this name: bucket name. Default: all. */
  readonly name?: string | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: string | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: string | undefined;
}

/** Arguments of {@link getBucketsOutput}. */
export interface GetBucketsOutputArgs {
  /** Only those of this name: bucket name. Default: all. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: pulumi.Input<string> | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/** What {@link getBuckets} gives. */
export interface GetBucketsResult {
  /** What was found. */
  readonly buckets: readonly ExistingBucket[];
}

/**
 * Lists what exists of kind Bucket in an organization, whoever manages it, sorted by name and id.
 * Objects that the provider's token may not see are missing.
 */
export async function getBuckets(
  args: GetBucketsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetBucketsResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:getBuckets",
    { name: args.name, org: args.org, orgId: args.orgId },
    opts,
  ) as Promise<GetBucketsResult>;
}

/**
 * Lists what exists of kind Bucket in an organization, whoever manages it, sorted by name and id.
 * Objects that the provider's token may not see are missing. For arguments that are outputs of
 * resources.
 */
export function getBucketsOutput(
  args: GetBucketsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetBucketsResult> {
  return pulumi.runtime.invokeOutput<GetBucketsResult>(
    "influxdb:index:getBuckets",
    { name: args.name, org: args.org, orgId: args.orgId },
    opts,
  );
}

/** Arguments of {@link getTask}. */
export interface GetTaskArgs {
  /** Its ID. Not with `name`. */
  readonly id?: string | undefined;
  /** Its name: task name. Not with `id`. */
  readonly name?: string | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: string | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: string | undefined;
}

/** Arguments of {@link getTaskOutput}. */
export interface GetTaskOutputArgs {
  /** Its ID. Not with `name`. */
  readonly id?: pulumi.Input<string> | undefined;
  /** Its name: task name. Not with `id`. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: pulumi.Input<string> | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/** What {@link getTask} gives. */
export interface GetTaskResult {
  /** ID. */
  readonly id: string;
  /** The script, kept to the letter. */
  readonly flux: string;
  /** Description. */
  readonly description: string;
  /** Whether its schedule runs. */
  readonly status: "active" | "inactive";
  /** Name, from the script. */
  readonly name?: string | undefined;
  /** Interval, from the script, e.g. `5m`. */
  readonly every?: string | undefined;
  /** Cron schedule, from the script. */
  readonly cron?: string | undefined;
  /** Delay after each tick, from the script, as the server spells it. */
  readonly offset?: string | undefined;
  /** ID of the user whose role it runs with. */
  readonly ownerId: string;
  /** When it was created, RFC 3339. */
  readonly createdAt: string;
  /** Name of its organization, where the token may see it. */
  readonly org?: string | undefined;
  /** ID of its organization. */
  readonly orgId: string;
}

/**
 * Looks up one Task that exists, whoever manages it. Fails when there is none, or when the name fits
 * several.
 */
export async function getTask(args: GetTaskArgs = {}, opts?: pulumi.InvokeOptions): Promise<GetTaskResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:getTask",
    { id: args.id, name: args.name, org: args.org, orgId: args.orgId },
    opts,
  ) as Promise<GetTaskResult>;
}

/**
 * Looks up one Task that exists, whoever manages it. Fails when there is none, or when the name fits
 * several. For arguments that are outputs of resources.
 */
export function getTaskOutput(
  args: GetTaskOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetTaskResult> {
  return pulumi.runtime.invokeOutput<GetTaskResult>(
    "influxdb:index:getTask",
    { id: args.id, name: args.name, org: args.org, orgId: args.orgId },
    opts,
  );
}

/** Arguments of {@link getTasks}. */
export interface GetTasksArgs {
  /** Only those of this name: task name. Default: all. */
  readonly name?: string | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: string | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: string | undefined;
}

/** Arguments of {@link getTasksOutput}. */
export interface GetTasksOutputArgs {
  /** Only those of this name: task name. Default: all. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: pulumi.Input<string> | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/** What {@link getTasks} gives. */
export interface GetTasksResult {
  /** What was found. */
  readonly tasks: readonly ExistingTask[];
}

/**
 * Lists what exists of kind Task in an organization, whoever manages it, sorted by name and id.
 * Objects that the provider's token may not see are missing.
 */
export async function getTasks(
  args: GetTasksArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetTasksResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:getTasks",
    { name: args.name, org: args.org, orgId: args.orgId },
    opts,
  ) as Promise<GetTasksResult>;
}

/**
 * Lists what exists of kind Task in an organization, whoever manages it, sorted by name and id.
 * Objects that the provider's token may not see are missing. For arguments that are outputs of
 * resources.
 */
export function getTasksOutput(
  args: GetTasksOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetTasksResult> {
  return pulumi.runtime.invokeOutput<GetTasksResult>(
    "influxdb:index:getTasks",
    { name: args.name, org: args.org, orgId: args.orgId },
    opts,
  );
}

/** Arguments of {@link getDbrps}. */
export interface GetDbrpsArgs {
  /** Only those of this name: database>/<retention policy. Default: all. */
  readonly name?: string | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: string | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: string | undefined;
}

/** Arguments of {@link getDbrpsOutput}. */
export interface GetDbrpsOutputArgs {
  /** Only those of this name: database>/<retention policy. Default: all. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: pulumi.Input<string> | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/** What {@link getDbrps} gives. */
export interface GetDbrpsResult {
  /** What was found. */
  readonly dbrps: readonly ExistingDbrp[];
}

/**
 * Lists what exists of kind Dbrp in an organization, whoever manages it, sorted by name and id.
 * Objects that the provider's token may not see are missing.
 */
export async function getDbrps(
  args: GetDbrpsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetDbrpsResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:getDbrps",
    { name: args.name, org: args.org, orgId: args.orgId },
    opts,
  ) as Promise<GetDbrpsResult>;
}

/**
 * Lists what exists of kind Dbrp in an organization, whoever manages it, sorted by name and id.
 * Objects that the provider's token may not see are missing. For arguments that are outputs of
 * resources.
 */
export function getDbrpsOutput(
  args: GetDbrpsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetDbrpsResult> {
  return pulumi.runtime.invokeOutput<GetDbrpsResult>(
    "influxdb:index:getDbrps",
    { name: args.name, org: args.org, orgId: args.orgId },
    opts,
  );
}

/** What {@link getHealth} gives. */
export interface GetHealthResult {
  /** Name of the server software. */
  readonly name: string;
  /** `pass` when it is healthy. */
  readonly status: string;
  /** What it says about that. */
  readonly message?: string | undefined;
  /** Version, e.g. `v2.9.1`. */
  readonly version: string;
  /** Commit of its source. */
  readonly commit: string;
  /** Where it was asked. */
  readonly url: string;
}

/**
 * Asks the server how it is and which version it runs. Waits for it as any other request does. Source:
 * InfluxDB v2 API, `/health`.
 */
export async function getHealth(opts?: pulumi.InvokeOptions): Promise<GetHealthResult> {
  return pulumi.runtime.invoke("influxdb:index:getHealth", {}, opts) as Promise<GetHealthResult>;
}

/**
 * Asks the server how it is and which version it runs. Waits for it as any other request does. Source:
 * InfluxDB v2 API, `/health`. For arguments that are outputs of resources.
 */
export function getHealthOutput(opts?: pulumi.InvokeOutputOptions): pulumi.Output<GetHealthResult> {
  return pulumi.runtime.invokeOutput<GetHealthResult>("influxdb:index:getHealth", {}, opts);
}

/** Arguments of {@link query}. */
export interface QueryArgs {
  /** The script. */
  readonly flux: string;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: string | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: string | undefined;
}

/** Arguments of {@link queryOutput}. */
export interface QueryOutputArgs {
  /** The script. */
  readonly flux: pulumi.Input<string>;
  /** Name of the organization to look in. Default: the provider's `org`. Not used when `orgId` is given. */
  readonly org?: pulumi.Input<string> | undefined;
  /** ID of the organization to look in (16 hexadecimal digits). Default: the ID of `org`. */
  readonly orgId?: pulumi.Input<string> | undefined;
}

/** What {@link query} gives. */
export interface QueryResult {
  /**
   * Rows of all tables in their order, each a map from column to value; the column `result` tells the
   * `yield` that a row is of. Times are RFC 3339, whole numbers beyond 2^53 are texts, line ends in
   * texts are LF.
   */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Runs a Flux query at preview and at update, and gives its rows. Meant for small answers, e.g. the
 * newest time in a bucket: all of them pass through the engine. Source: InfluxDB v2 API,
 * `/api/v2/query`.
 */
export async function query(args: QueryArgs, opts?: pulumi.InvokeOptions): Promise<QueryResult> {
  return pulumi.runtime.invoke(
    "influxdb:index:query",
    { flux: args.flux, org: args.org, orgId: args.orgId },
    opts,
  ) as Promise<QueryResult>;
}

/**
 * Runs a Flux query at preview and at update, and gives its rows. Meant for small answers, e.g. the
 * newest time in a bucket: all of them pass through the engine. Source: InfluxDB v2 API,
 * `/api/v2/query`. For arguments that are outputs of resources.
 */
export function queryOutput(
  args: QueryOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<QueryResult> {
  return pulumi.runtime.invokeOutput<QueryResult>(
    "influxdb:index:query",
    { flux: args.flux, org: args.org, orgId: args.orgId },
    opts,
  );
}
