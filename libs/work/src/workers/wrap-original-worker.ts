import { quoteCommand } from '@task-distributor/remote';

/**
 * Wraps the original's worker, which has no lifeline, into a command line that stops the worker and all its children when
 * stdin ends or is silent for 12 to 15 s. Exit status and output are those of the worker. It does not wait for stdin.
 *
 * The worker runs in its own session and process group (`setsid` of util-linux or busybox). The leader of this session first
 * starts a watcher in another session, which reads the lifeline and survives if the wrapper is killed. So the worker never
 * runs unwatched. Written for POSIX sh, as one line without backslashes and with no `!` before anything but a space, so that
 * the login shells fish and tcsh pass it on unchanged (tcsh does not if the worker's command line contains a `!` or a
 * newline).
 * @param silenceSeconds a multiple of 5, unless the host's `sleep` takes fractions
 */
export function wrapOriginalWorker(commandLine: string, silenceSeconds = 15): string {
  const tick = String(silenceSeconds / 5);
  const words = ['sh', '-c', wrapper, 'td-original-worker', commandLine, leader, watcher, tick];
  return `exec ${quoteCommand(words)}`;
}

// $1 the worker's command line, $2 the leader's script, $3 the watcher's script, $4 seconds between two checks.
const wrapper = [
  // A shell without job control redirects the stdin of background commands, so it is kept as descriptor 3.
  'exec 3<&0 </dev/null',
  'setsid sh -c "$2" td-original-group "$1" "$3" "$4" & w=$! ',
  'exec 3<&-',
  'trap "kill -s TERM -- -$w" HUP INT TERM',
  // A trap interrupts `wait`.
  'while wait "$w"; s=$?; kill -s 0 "$w" 2>/dev/null; do :; done',
  // The rest of the group gets two seconds, because the renderer cleans up on SIGTERM.
  'for n in 1 2; do kill -s TERM -- "-$w" 2>/dev/null || break; sleep 1; done',
  'kill -s KILL -- "-$w" 2>/dev/null',
  'exit "$s"',
].join('; ');

// $1 the worker's command line, $2 the watcher's script, $3 seconds between two checks.
const leader = [
  'setsid sh -c "$2" td-lifeline "$$" "$3" >/dev/null 2>&1 & v=$! ',
  'exec 3<&-',
  // Signals to the group are for the worker. The leader survives them, to stop the watcher.
  'trap : HUP INT TERM',
  'sh -c "$1"',
  's=$?',
  // Also by its pid, because it may not have its group yet.
  'kill -s KILL -- "-$v" "$v" 2>/dev/null',
  'exit "$s"',
].join('; ');

// $1 the worker's pid, $2 seconds between two checks. Uses `dd` because it returns available bytes without waiting for a line.
const watcher = [
  'stop() { kill -s TERM -- "-$1" || kill -s TERM "$1"; sleep 2; kill -s KILL -- "-$1"; kill -s KILL 0; }',
  'n=0',
  'trap n=0 USR1',
  '{ while case $(LC_ALL=C dd bs=512 count=1 2>&1 >/dev/null <&3) in 1+0*|0+1*) ;; *) false; esac; do kill -s USR1 $$; done; stop "$1"; } & :',
  'while [ "$n" -lt 5 ]; do sleep "$2"; n=$((n+1)); done',
  'stop "$1"',
].join('; ');
