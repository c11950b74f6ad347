import { TdError } from '@task-distributor/band';
import { quoteCommand } from '@task-distributor/remote';
import type { FolderContents } from '@task-distributor/render';

/** What starts a line of the script's own, among the messages of the renderer. */
export const scriptPrefix = 'td-bare: ';
/** The line after which stdout has what the master wants. */
export const outputMark = 'td-bare-output';
/** The script's exit code if it cannot make the renderer's folder. */
export const noFolderExit = 96;

/** What the master writes to the script's stdin while the renderer runs, besides the bytes of the lifeline. */
export const requests = {
  /** Ends the renderer. */
  stop: 'k',
  /** Ends it, and keeps its state for the next run in the same folder. One that has rendered everything ends by itself. */
  end: 'e',
  /** The same, and sends the state. A renderer whose state is held is ended even if it has rendered everything. */
  state: 'K',
  /** The same as `state`, but does not keep it. */
  lastState: 'L',
  /** Sends the image, once it is there, from the renderer's file. */
  image: 'i',
} as const;

/** Where a renderer's image and state are in its folder. */
export interface ScriptFiles {
  readonly image: string;
  readonly state: string;
}

/**
 * A command line that runs a renderer on a host and needs only a POSIX shell and what POSIX and busybox have. It first reads
 * its orders from stdin, up to `go`; then stdin is the lifeline: when it ends, or is silent for 12 to 15 s, everything that the
 * command has started is killed, also if the shell itself was: all that runs in its folder, or in its process group, if that is its own.
 *
 * A renderer with a state file writes its image into a file, which the master asks for. A renderer that is killed leaves its state in the
 * folder with a checksum, and the next run there continues it. Otherwise, nothing is left.
 *
 * One line without backslashes, with no `!` before anything but a space, so that any login shell passes it on unchanged.
 * @param silenceSeconds a multiple of 5, unless the host's `sleep` takes fractions
 */
export function renderScript({ image, state }: ScriptFiles, silenceSeconds = 15): string {
  return `exec ${quoteCommand(['sh', '-c', script, 'td-bare', image, state, String(silenceSeconds / 5)])}`;
}

/** The orders for a run. Names and values may have any characters but newlines. */
export interface RunOrders {
  /** Absolute path of the folder in which the renderer runs, and its state is kept. */
  readonly folder: string;
  /**
   * Whether it keeps a state file, and writes the image to a file: `for-later` = the next run in the folder can continue it; `to-send`
   * = it is sent when the renderer has ended, in place of the image, and not kept; null = no.
   */
  readonly state: 'for-later' | 'to-send' | null;
  /** Whether the state can be sent even if the renderer has removed it: it does so before it writes the image. */
  readonly isHeld?: boolean;
  /** Whether a state of an earlier run is continued. */
  readonly continues: boolean;
  /** As in RenderCommand. */
  readonly leftover: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly contents: FolderContents;
  readonly words: readonly string[];
}

/** The lines of a run's orders. @throws TdError if a name or a value has a newline @param given a state to continue: it must follow the lines; null = none */
export function orderLines(orders: RunOrders, given: Uint8Array | null = null): string {
  const { folders, files, copies, links } = orders.contents;
  const lines = [
    `in ${orders.folder}`,
    ...(orders.leftover === null ? [] : [`left ${orders.leftover}`]),
    ...(orders.continues ? ['old'] : []),
    ...(orders.state === 'for-later' ? ['keep'] : []),
    ...(orders.state === 'to-send' || orders.isHeld === true ? ['hold'] : []),
    ...Object.entries(orders.env).map(([name, value]) => `env ${name}=${value}`),
    ...folders.map((name) => `dir ${name}`),
    ...Object.entries(files).flatMap(([name, text]) => [`file ${name}`, ...textLines(text)]),
    ...Object.entries(copies).flatMap(([name, path]) => [`from ${path}`, `copy ${name}`]),
    ...Object.entries(links).flatMap(([name, path]) => [`from ${path}`, `link ${name}`]),
    ...orders.words.map((word) => `word ${word}`),
    ...(given === null ? ['go'] : [`take ${given.length}`]),
  ];
  const broken = lines.find((line) => line.includes('\n'));
  if (broken !== undefined)
    throw new TdError(
      `Expected no newline in what a host without td-worker gets, got ${JSON.stringify(broken)}`,
    );
  return `${lines.join('\n')}\n`;
}

function textLines(text: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `text ${line}`);
}

// i the image, s the state, t seconds between two looks at the lifeline, d the folder, p the renderer, r what reads the
// lifeline, w what counts the seconds without a byte of it, z whether the state is kept, h whether
// there is a link to it, which is sent at the end if it is not kept, o whether an earlier one is continued, f where the renderer may leave a
// file.
const script = [
  'i=$1 s=$2 t=$3 m=$$ d= p= z= o= a= h= n= f=',
  'read -r x x x x g x </proc/$$/stat 2>/dev/null || g=$m',
  'set --',
  'LC_ALL=C; export LC_ALL; umask 077',
  `say() { echo; echo "${scriptPrefix}$1"; }`,
  // printf, because the echo of some shells changes backslashes.
  `fail() { { printf %s "${scriptPrefix}$1"; echo; } >&2; if [ -n "$d" ]; then cd /; rm -rf "$d/run" "$d/held"; rmdir "$d"; fi 2>/dev/null; exit ${noFolderExit}; }`,
  // Ends what runs in the folder, but not a process.
  'sweep() { for q in /proc/[0-9]*; do case $q in "/proc/$1") ;; *) if [ "$q/cwd" -ef "$d" ] || [ "$q/cwd" -ef "$d/run" ]; then kill -s KILL "${q#/proc/}"; fi;; esac; done 2>/dev/null; }',
  // Ends and removes what an attempt that was lost has left in the folder, except its state.
  'clear() { sweep "$m"; rm -rf "$d/run" "$d/held" "$d/send" "$d/last"; }',
  'enter() { [ -e "$d" ] && clear; mkdir -p "$d/run" && cd "$d/run" || fail "cannot make the folder $d"; }',
  // Debian's busybox has no cksum.
  'sum() { if command -v cksum >/dev/null; then cksum; else md5sum; fi; }',
  'old() { if [ -s ../sum ] && [ "$(sum <../state)" = "$(cat ../sum)" ]; then o=1; fi; }',
  // `dd` reads no more than it is asked for, and may read less.
  'take() { : >"$s"; while l=$(wc -c <"$s"); [ "$l" -lt "$1" ]; do dd bs=$(($1 - l)) count=1 2>/dev/null >>"$s"; if [ "$(wc -c <"$s")" -eq "$l" ]; then fail "the state is cut off"; fi; done; }',
  // Keeps the state, if the renderer had not finished, or removes everything. A renderer can leave a file elsewhere when it is killed.
  'leave() { [ -z "$f" ] || rm -f "$f$p"; cd "$d" || exit 1; if [ -n "$z" ] && [ -s "run/$s" ]; then mv "run/$s" state; sum <state >sum; rm -rf run held send last; else cd /; rm -rf "$d"; fi; }',
  // Where the process group is not the script's own, others of the same user may be in it.
  'end() { if [ "$g" = "$m" ]; then kill -s KILL 0; fi; exit 1; }',
  'finish() { trap "" HUP INT TERM; kill -s KILL "$p"; read -r n x </proc/self/stat; sweep "$n"; leave; end; }',
  // An abandoned run is ended by whatever is left of it.
  'abandon() { kill -s KILL "$m"; finish; }',
  [
    'while IFS= read -r x; do v=${x#* }',
    'case $x in go) break;; "left "*) f=$v;; "take "*) take "$v"; x=go; break;; hold) h=1; : >"$s"; ln "$s" ../held;; "in "*) d=$v; enter;; old) old;; keep) z=1;; "env "*) export "$v";; "dir "*) mkdir -p "$v" || fail "cannot make $d/run/$v";; "file "*) a=$v; : >"$a" || fail "cannot write $d/run/$a";; "text "*) { printf %s "$v"; echo; } >>"$a" || fail "cannot write $d/run/$a";; "from "*) a=$v;; "copy "*) cp "$a" "$v" || fail "cannot copy $a";; "link "*) ln -s "$a" "$v" || fail "cannot link $a";; "word "*) set -- "$@" "$v";; esac',
    'done',
  ].join('; '),
  '[ "$x" = go ] || fail "the orders are cut off"',
  'if [ -n "$o" ] && [ -n "$z" ]; then mv ../state "$s"; if [ -n "$h" ]; then rm -f ../held; ln "$s" ../held; fi; say continues >&2; else say begins >&2; fi',
  'rm -f ../state ../sum',
  `echo ${outputMark}`,
  // A shell without job control redirects the stdin of background commands, so it is kept as descriptor 3.
  'exec 3<&0 </dev/null',
  'if [ -n "$z$h" ]; then "$@" >/dev/null 3<&- & p=$! ; else "$@" 3<&- & p=$! ; fi',
  // Until the counter has its trap.
  'trap "" USR1',
  '{ n=0; trap n=0 USR1; trap "" HUP INT TERM; while [ "$n" -lt 5 ]; do sleep "$t"; n=$((n+1)); done; abandon; } >/dev/null 2>&1 3<&- & w=$! ',
  // Uses `dd` because it returns available bytes without waiting for a line.
  // A renderer removes its state when it has rendered everything.
  `{ trap "" HUP INT TERM; while x=$(dd bs=512 count=1 2>/dev/null <&3); [ -n "$x" ]; do kill -s USR1 "$w" || abandon; case $x in *[${requests.state}${requests.lastState}]*) : >../send;; esac; case $x in *${requests.lastState}*) : >../last;; esac; case $x in *${requests.stop}*) kill -s KILL "$p";; *[${requests.state}${requests.lastState}]*) if [ -e "$s" ] || [ -e ../held ]; then kill -s KILL "$p"; fi;; *${requests.end}*) if [ -e "$s" ]; then kill -s KILL "$p"; fi;; esac; case $x in *${requests.image}*) until [ -e "$i" ]; do sleep 1; done; tail -c +1 -f "$i" & ;; esac; done; abandon; } 2>/dev/null & r=$! `,
  'exec 3<&-',
  'trap finish HUP INT TERM',
  // A trap interrupts `wait`.
  'while wait "$p"; e=$?; kill -s 0 "$p" 2>/dev/null; do :; done',
  'say "exit $e" >&2',
  'if [ -n "$h" ] && [ -z "$z" ]; then cat ../held; elif [ -e ../send ] && [ "$e" -ne 0 ]; then cat ../held || cat "$s"; fi 2>/dev/null',
  'if [ -e ../last ]; then rm -f "$s"; fi; rm -f ../send ../last ../held',
  // The master closes the lifeline when it has the image.
  'if [ -n "$z" ] && [ "$e" = 0 ]; then wait "$r"; fi',
  // bash reports what is killed.
  'exec 2>/dev/null',
  // First the reader: it takes a counter that has gone for one that was killed.
  'kill -s KILL "$r"',
  'wait "$r"',
  'sweep "$m"',
  'leave',
  'exit "$e"',
].join('; ');
