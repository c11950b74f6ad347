/**
 * Functions of POSIX sh that keep the folder `$scenes` small. `clean` removes what interrupted transfers have left. `shrink` removes the
 * packages that were used longest ago, until `$need` KiB more are within `$limit` KiB and fit on the disk; it sets `$free`, the
 * room on the disk. Neither touches what was used in the last ten minutes.
 */
export const limitCache = [
  'old() { [ -n "$(find "$1" -prune -mmin +10 2>/dev/null)" ]; }',
  'clean() { for p in "$scenes"/.new-* "$scenes"/.old-*; do if [ -d "$p" ] && old "$p"; then rm -rf "$p"; fi; done; }',
  // Another job may have begun to use it at the last moment: then it gets its name back.
  'drop() { mv -f "$scenes/$1" "$scenes/.old-$mark-$1" && if old "$scenes/.old-$mark-$1"; then rm -rf "$scenes/.old-$mark-$1"; else mv -f "$scenes/.old-$mark-$1" "$scenes/$1"; false; fi; }',
  'size() { du -sk "$1" | cut -f 1; }',
  // A file system that does not know how much room it has is tried.
  'room() { set -- $(df -Pk "$scenes" | tail -n 1); free=$need; if [ "${4:-}" -ge 0 ] 2>/dev/null; then free=$4; fi; }',
  [
    'shrink() { used=$(size "$scenes")',
    'room',
    'for p in $(ls -tr "$scenes"); do if [ $((used + need)) -le "$limit" ] && [ "$free" -ge "$need" ]; then break; fi',
    'if old "$scenes/$p"; then s=$(size "$scenes/$p"); drop "$p" && used=$((used - s)) free=$((free + s)); fi',
    'done; }',
  ].join('; '),
].join('; ');
