import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dump, load } from "js-yaml";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { ensurePassphrase, readIfThere, writePrivate } from "../local/files.ts";
import { readCredentials } from "../local/onboard.ts";
import { localPaths, type LocalPaths } from "../local/paths.ts";
import { readServer } from "../local/server.ts";
import { projectRoot } from "../project.ts";
import { expectStack } from "../stacks.ts";

/** The stack that `npm start` runs on this machine. */
export const LOCAL_STACK = "local";

/** Where the engine works for a stack, and what it is told by its environment. */
export interface Workspace {
  readonly stack: string;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

const StackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).optional() });
const ProjectFile = z.looseObject({
  plugins: z.looseObject({ providers: z.array(z.looseObject({ name: z.string(), path: z.string() })) }),
});

/** The workspace of a stack that has a file in the project. */
export async function workspaceOf(stack: string, env: NodeJS.ProcessEnv = process.env): Promise<Workspace> {
  expectStack(projectRoot, stack);
  return stack === LOCAL_STACK ? localWorkspace(env) : sharedWorkspace(stack, env);
}

/** Any stack but the local one works where plain `pulumi` would: in the project, with the user's own backend. */
async function sharedWorkspace(stack: string, env: NodeJS.ProcessEnv): Promise<Workspace> {
  await expectBackend(env);
  return { stack, directory: projectRoot, env: { ...env, ...COMMON } };
}

/** No news of newer versions; and the flags that the Automation API uses, the event log among them. */
const COMMON = { PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_DEBUG_COMMANDS: "true" };

async function expectBackend(env: NodeJS.ProcessEnv): Promise<void> {
  const home = env["PULUMI_HOME"] ?? join(env["HOME"] ?? "", ".pulumi");
  const chosen = env["PULUMI_BACKEND_URL"] ?? env["PULUMI_ACCESS_TOKEN"];
  if (chosen !== undefined || (await exists(join(home, "credentials.json")))) return;
  throw new UserError(
    "no place for the state of this stack is chosen: found neither PULUMI_BACKEND_URL nor a login",
    "export PULUMI_BACKEND_URL=s3://<bucket> (or gs://, azblob://, file://<directory>), or run pulumi login",
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * The local stack works on copies under `.local/`: the engine writes the salt of the passphrase into the stack file,
 * and the address of the server is not known before it runs. Nothing of the user's own Pulumi is touched.
 */
async function localWorkspace(env: NodeJS.ProcessEnv): Promise<Workspace> {
  const paths = localPaths(projectRoot);
  await Promise.all(
    [paths.work, paths.state, paths.pulumiHome].map((path) => mkdir(path, { recursive: true })),
  );
  await ensurePassphrase(paths.passphrase);
  await writeProject(paths);
  await writeStackFile(paths);
  const { PULUMI_CONFIG_PASSPHRASE: _, PULUMI_ACCESS_TOKEN: __, ...rest } = env;
  return {
    stack: LOCAL_STACK,
    directory: paths.work,
    env: {
      ...rest,
      ...COMMON,
      PULUMI_BACKEND_URL: pathToFileURL(paths.state).href,
      PULUMI_CONFIG_PASSPHRASE_FILE: paths.passphrase,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // A stack that can be made again in seconds needs no copies of old states.
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
      PULUMI_HOME: paths.pulumiHome,
    },
  };
}

async function writeProject(paths: LocalPaths): Promise<void> {
  // The program is served by our own process: the copy has no entry file.
  const { main: _, ...project } = ProjectFile.parse(
    load(await readFile(join(projectRoot, "Pulumi.yaml"), "utf8")),
  );
  const providers = project.plugins.providers.map((plugin) => ({
    ...plugin,
    path: join(projectRoot, plugin.path),
  }));
  await writeYaml(join(paths.work, "Pulumi.yaml"), { ...project, plugins: { providers } });
}

async function writeStackFile(paths: LocalPaths): Promise<void> {
  const name = `Pulumi.${LOCAL_STACK}.yaml`;
  const declared = StackFile.parse(load(await readFile(join(projectRoot, name), "utf8")));
  const { url, token } = await localConnection();
  const tokenFile = join(paths.work, "token");
  if ((await readIfThere(tokenFile)) !== token) await writePrivate(tokenFile, token);
  const written = await readIfThere(join(paths.work, name));
  const { encryptionsalt } = z
    .looseObject({ encryptionsalt: z.string().optional() })
    .parse(written === undefined ? {} : load(written));
  const influxdb = z.record(z.string(), z.unknown()).parse(declared.config?.["monitoring:influxdb"] ?? {});
  const config = { ...declared.config, "monitoring:influxdb": { ...influxdb, url, tokenFile } };
  await writeYaml(join(paths.work, name), {
    ...(encryptionsalt === undefined ? {} : { encryptionsalt }),
    ...declared,
    config,
  });
}

/** Where the InfluxDB of the local stack is, and what opens it. */
export async function localConnection(): Promise<{ url: string; token: string; org: string }> {
  const paths = localPaths(projectRoot);
  const [server, credentials] = await Promise.all([readServer(paths), readCredentials(paths.credentials)]);
  if (server !== undefined && credentials !== undefined) {
    return { url: server.url, token: credentials.token, org: credentials.organization };
  }
  throw new UserError(
    "the local stack has no InfluxDB yet: expected the one that `npm start` runs",
    "npm start",
  );
}

/** Leaves a file that says the same already alone. */
async function writeYaml(path: string, content: unknown): Promise<void> {
  const text = dump(content);
  if ((await readIfThere(path)) !== text) await writeFile(path, text, { mode: 0o600 });
}
