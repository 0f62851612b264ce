/**
 * What the pods of backups run. Backups are directories whose names are times, so that their order is that of their
 * names. One counts as soon as it is complete. Beyond `$KEEP` the oldest go, before a new one is made and after: where
 * the last ones took all the room, no new one would ever be complete.
 */

/** Names of backups, as an extended regular expression. */
const names = "^[0-9]{8}T[0-9]{6}Z$";

/** Removes what is left of runs that were killed. */
const clear = `rm -rf "$DIRECTORY"/*.partial
`;

/** The name is there when all of it is; what failed gives its room back. */
const make = `name=$(date -u +%Y%m%dT%H%M%SZ)
trap 'rm -rf "$DIRECTORY/$name.partial"' EXIT
influx backup --compression gzip "$DIRECTORY/$name.partial"
mv "$DIRECTORY/$name.partial" "$DIRECTORY/$name"
echo "made $name"
`;

/** Removes all but the `$KEEP` newest. What is removed in part is no backup any more, and has no name of one. */
const prune = `ls "$DIRECTORY" | grep -E '${names}' | sort -r | tail -n "+$((KEEP + 1))" | while read -r old
do
  mv "$DIRECTORY/$old" "$DIRECTORY/$old.partial"
  rm -rf "$DIRECTORY/$old.partial"
  echo "removed $old"
done
`;

/** Makes a backup below `$DIRECTORY`, from where it goes on. */
export const backUp = `set -eu
${clear}${make}`;

/** Makes a backup below `$DIRECTORY`, where the `$KEEP` newest stay. */
export const backUpAndPrune = `set -eu
${clear}${prune}${make}${prune}`;

/**
 * Removes from `$STORE` all but the `$KEEP` newest that have their manifests. A list that could not be fetched ends the
 * run: whatever it lacks would be removed.
 */
const pruneStore = `prune() {
  complete=$(rclone lsf -R --files-only --include '/*/*.manifest' "$STORE")
  stored=$(rclone lsf --dirs-only "$STORE")
  kept=$(echo "$complete" | cut -d / -f 1 | sort -ru | head -n "$KEEP")
  if [ -z "$kept" ]; then return 0; fi
  echo "$stored" | tr -d / | grep -E '${names}' | while read -r old
  do
    if echo "$kept" | grep -qx "$old"; then continue; fi
    rclone delete --include '*.manifest' "$STORE/$old"
    rclone purge "$STORE/$old"
    echo "removed $old"
  done
}
`;

/** Takes the newest backup below `$DIRECTORY` to `$STORE`. Manifests go last: without them it is no backup. */
export const upload = `set -eu
${pruneStore}prune
name=$(ls "$DIRECTORY" | grep -E '${names}' | sort -r | head -n 1)
rclone copy --exclude '*.manifest' "$DIRECTORY/$name" "$STORE/$name"
rclone copy --include '*.manifest' "$DIRECTORY/$name" "$STORE/$name"
echo "uploaded $name"
prune
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
