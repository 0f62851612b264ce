/** Space and inodes of file systems. */
import { input, texts } from "../plugin.ts";

export const disk = input("disk", {
  mount_points: texts.optional(),
  ignore_fs: texts.optional(),
  ignore_mount_opts: texts.optional(),
});
