import { quoteCommand } from '@task-distributor/remote';
import { findCache } from './find-cache.ts';
import { limitCache } from './limit-cache.ts';

/** What a host must know of a package before it gets it. */
export interface ExpectedPackage {
  readonly hash: string;
  readonly files: number;
  readonly bytes: number;
  /** What it takes on a disk. */
  readonly kibibytes: number;
}

export interface CacheLimits {
  /** Size of all packages on a host. Before it would be exceeded, those that were used longest ago are removed. */
  readonly kibibytes: number;
  /** Silence after which the host takes the connection for cut. A multiple of 5, unless its `sleep` takes fractions. */
  readonly silenceSeconds: number;
}

/**
 * The command that takes a package on a host. It says `have FOLDER`, or else `want CACHE`. After `want` it reads lines, `wait` as
 * often as the master needs, then `go`, and then a tar, and says `done FOLDER`. All that it says begins with the mark.
 *
 * A package is unpacked in a folder of its own, and renamed when it is whole: the last entry of the tar is the file `whole`, which
 * the master leaves out if anything was wrong. So nobody sees half a package. What an interrupted transfer has left is removed by
 * any that begins ten minutes later.
 *
 * Written for POSIX sh, as one line without backslashes, and with no `!` before anything but a space, so that all login shells
 * pass it on unchanged. It needs neither `setsid` nor anything else that busybox may lack.
 * @param mark letters and digits that no greeting of a host has
 */
export function receiveCommand(mark: string, expected: ExpectedPackage, limits: CacheLimits): string {
  const { hash, files, bytes, kibibytes } = expected;
  const numbers = [files, bytes, kibibytes, limits.kibibytes, limits.silenceSeconds / 5];
  return `exec ${quoteCommand(['sh', '-c', script, 'td-receive', mark, hash, ...numbers.map(String)])}`;
}

/** Reads the lines, and becomes tar. */
const receive = [
  'while read -r word && [ "$word" = wait ]; do echo >>"$new/waits"; done',
  // As root, too, the files belong to the user who runs this.
  'exec tar -xmof - -C "$new"',
].join('; ');

/** Ends the transfer when nothing new has been written at four looks: 12 to 15 s. $r is the process that receives. */
const watch = [
  'seen= quiet=0',
  'while sleep "$tick" && kill -0 "$$"; do touch -c "$new"; now=$(tally "$new")',
  'if [ "$now" = "$seen" ]; then quiet=$((quiet + 1)); else quiet=0; seen=$now; fi',
  '[ "$quiet" -lt 4 ] || break',
  'done',
  'echo >"$new/silent"',
  'kill -s KILL "$r"',
  // The script's first process does that unless it was killed.
  'kill -0 "$$" || rm -rf "$new"',
].join('; ');

/** How many files there are below a folder, and how many bytes. Not by `cksum`, which Debian's busybox lacks. */
const tally = `tally() { ls -lnR "$1" | awk '/^-/ { n++; b += $5 } END { printf "%d %.0f", n, b }'; }`;

const script = [
  'mark=$1 hash=$2 files=$3 bytes=$4 need=$5 limit=$6 tick=$7',
  // A shell without job control redirects the stdin of background commands, so it is kept as descriptor 3.
  'exec 3<&0 </dev/null',
  // What has been unpacked is removed even if nobody reads any more what this says.
  'trap "" PIPE',
  'LC_ALL=C; export LC_ALL',
  'umask 077',
  'say() { printf "%s " "$mark" "$@"; echo; }',
  findCache,
  'if [ -z "$cache" ]; then say refused "$noCache"; exit 1; fi',
  'scenes=$cache/scenes new=$cache/scenes/.new-$mark',
  limitCache,
  tally,
  'isWhole() { [ "$(tally "$1")" = "$files $bytes" ]; }',
  // In this order, so that another transfer does not remove it any more.
  'have() { touch -c "$scenes/$hash"; [ -d "$scenes/$hash" ] && isWhole "$scenes/$hash"; }',
  'if have; then say have "$scenes/$hash"; clean; exit; fi',
  // Something that tidies up has removed old files from it, for example.
  'if [ -d "$scenes/$hash" ]; then mv -f "$scenes/$hash" "$scenes/.old-$mark" && rm -rf "$scenes/.old-$mark"; fi',
  'clean; shrink',
  'if [ "$free" -lt "$need" ]; then say full "$free" "$cache"; exit 1; fi',
  'r= w=',
  'stop() { kill -s KILL $r $w; wait; rm -rf "$new"; exit "$1"; } 2>/dev/null',
  'trap "stop 143" HUP INT TERM',
  'mkdir -p "$new/$hash"',
  `( ${receive} ) <&3 3<&- >/dev/null 2>"$new/words" & r=$! `,
  `( exec 3<&-; ${watch} ) >/dev/null 2>&1 & w=$! `,
  'exec 3<&-',
  'say want "$cache"',
  'wait "$r"; s=$? r=',
  // Waits, since bash announces what was killed.
  '{ kill -s KILL "$w"; wait "$w"; } 2>/dev/null; w=',
  'if [ -f "$new/silent" ]; then say silent; stop 1; fi',
  `if [ "$s" = 0 ] && [ -f "$new/whole" ] && isWhole "$new/$hash"; then touch "$new/$hash"; mv -f "$new/$hash" "$scenes/" 2>/dev/null; if have; then say done "$scenes/$hash"; stop 0; fi; fi`,
  'why=$(head -n 1 "$new/words"); rm -rf "$new"; room',
  'if [ "$free" -lt "$need" ]; then say full "$free" "$cache"; else say failed "$free" "$why"; fi; stop 1',
].join('; ');
