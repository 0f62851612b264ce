import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { testCommands } from "./commands.ts";

const beside = "my-buckets";

testCommands("docs/provider.md", {
  beside,
  // What npm would install, but without a registry.
  async prepare({ project: { root } }) {
    await symlink(join(root, "node_modules"), join(dirname(root), beside, "node_modules"));
  },
});
