import { readStackFile } from "../../config/stack-file.ts";
import { UserError } from "../errors.ts";
import { field } from "../json.mjs";

/** Name of the organization that a stack file wants on its server. */
export function organizationOf(root: string, stack: string): string {
  const { source, values } = readStackFile(root, stack);
  const name = field(values.get("influxdb")?.value, "org");
  if (typeof name === "string" && name.trim() !== "") return name;
  throw new UserError(
    `${source.file}: no monitoring:influxdb.org; expected the name of the organization to set InfluxDB up with.`,
    `pulumi config set --path monitoring:influxdb.org monitoring --stack ${stack}`,
  );
}
