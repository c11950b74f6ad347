/**
 * A fragment of POSIX sh that finds the folder in which this program keeps files on a host, and makes it: it sets `$cache`. Where the
 * user's folder for caches cannot be written, that is a folder in /tmp that nobody else can read. If there is none, `$cache` is empty, and
 * `$noCache` is the folder that was tried last: it cannot be made, or is somebody else's, or a symbolic link.
 *
 * As the other scripts for hosts, it has no backslashes and no newlines, and no `!` before anything but a space. It ends
 * without a semicolon.
 */
export const findCache = [
  'cache= noCache=',
  'case ${XDG_CACHE_HOME:-} in /*) c=$XDG_CACHE_HOME;; *) c=${HOME:+$HOME/.cache};; esac',
  // On a read-only file system, only writing shows that it is one: busybox' `test -w` is always true for root.
  'fill() { (umask 077; mkdir -p "$1/scenes" && touch "$1/scenes") 2>/dev/null; }',
  'case $c in /*) fill "$c/task-distributor" && cache=$c/task-distributor;; esac',
  // A folder of ours in /tmp stays ours, since nobody else may rename or remove it.
  'own() { mkdir -m 700 "$1" 2>/dev/null; [ -n "$(find "$1" -prune -type d -user "$(id -u)" 2>/dev/null)" ] && chmod 700 "$1"; }',
  'if [ -z "$cache" ]; then c=/tmp/task-distributor-$(id -u); if own "$c" && fill "$c"; then cache=$c; else noCache=$c; fi; fi',
].join('; ');
