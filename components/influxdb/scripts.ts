/**
 * What the pods of backups run. Backups are directories whose names are times, so that their order is that of their
 * names. One counts as soon as it is complete, and the oldest go only then.
 */

/** Names of backups, as an extended regular expression. */
const names = "^[0-9]{8}T[0-9]{6}Z$";

/** Makes a backup below `$DIRECTORY`. The name is there when all of it is. */
export const backUp = `set -eu
name=$(date -u +%Y%m%dT%H%M%SZ)
rm -rf "$DIRECTORY"/*.partial
influx backup --compression gzip "$DIRECTORY/$name.partial"
mv "$DIRECTORY/$name.partial" "$DIRECTORY/$name"
echo "made $name"
`;

/** Removes all but the `$KEEP` newest backups below `$DIRECTORY`. */
export const prune = `ls "$DIRECTORY" | grep -E '${names}' | sort -r | tail -n "+$((KEEP + 1))" | while read -r old
do
  rm -rf "$DIRECTORY/$old"
  echo "removed $old"
done
`;

/**
 * Takes the newest backup below `$DIRECTORY` to `$STORE`. Manifests go last: without them it is no backup. Then all but
 * the `$KEEP` newest that have theirs are removed from there.
 */
export const upload = `set -eu
name=$(ls "$DIRECTORY" | grep -E '${names}' | sort -r | head -n 1)
rclone copy --exclude '*.manifest' "$DIRECTORY/$name" "$STORE/$name"
rclone copy --include '*.manifest' "$DIRECTORY/$name" "$STORE/$name"
echo "uploaded $name"
kept=$(rclone lsf -R --files-only --include '/*/*.manifest' "$STORE" | cut -d / -f 1 | sort -ru | head -n "$KEEP")
rclone lsf --dirs-only "$STORE" | tr -d / | grep -E '${names}' | while read -r old
do
  echo "$kept" | grep -qx "$old" && continue
  rclone purge "$STORE/$old"
  echo "removed $old"
done
`;

/** Brings `$BACKUP`, or the newest that is complete, from `$STORE` to `$DIRECTORY`. */
export const download = `set -eu
name=\${BACKUP:-$(rclone lsf -R --files-only --include '/*/*.manifest' "$STORE" | cut -d / -f 1 | sort -r | head -n 1)}
if [ -z "$name" ]; then echo "there is no backup" >&2; exit 1; fi
rclone copy "$STORE/$name" "$DIRECTORY/$name"
echo "downloaded $name"
`;

/**
 * Puts `$BACKUP`, or the newest below `$DIRECTORY`, in the place of all that the server has. Afterwards the tokens of the
 * backup are valid.
 */
export const restore = `set -eu
name=\${BACKUP:-$(ls "$DIRECTORY" | grep -E '${names}' | sort -r | head -n 1)}
if [ -z "$name" ]; then echo "there is no backup" >&2; exit 1; fi
influx restore --full "$DIRECTORY/$name"
echo "restored $name"
`;
