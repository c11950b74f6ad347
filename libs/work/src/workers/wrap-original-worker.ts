import { quoteCommand } from '@task-distributor/remote';

/**
 * The original's worker, which knows nothing of a lifeline, as a command line that stops it, and all that it started,
 * when stdin ends or is silent for 12 to 15 s. Exit status and output are the worker's; it does not wait for stdin.
 *
 * The worker gets a session and a process group of its own (`setsid`, of util-linux or busybox). Its leader first starts
 * a watcher in another one, which reads the lifeline and outlives a killed wrapper: so there is no moment in which a
 * worker runs that nobody watches. Written for POSIX sh, as one line without a backslash, or a `!` before anything but a
 * space, so that the login shells fish and tcsh hand it on as well (tcsh not where the worker's own command line has a `!`
 * or a newline).
 * @param silenceSeconds a multiple of 5, unless the host's `sleep` takes fractions
 */
export function wrapOriginalWorker(commandLine: string, silenceSeconds = 15): string {
  const tick = String(silenceSeconds / 5);
  const words = ['sh', '-c', wrapper, 'td-original-worker', commandLine, leader, watcher, tick];
  return `exec ${quoteCommand(words)}`;
}

// $1 the worker's command line, $2 the leader's text, $3 the watcher's, $4 seconds between two looks.
const wrapper = [
  // In the background, a shell without job control takes stdin away: keep it as 3.
  'exec 3<&0 </dev/null',
  'setsid sh -c "$2" td-original-group "$1" "$3" "$4" & w=$! ',
  'exec 3<&-',
  'trap "kill -s TERM -- -$w" HUP INT TERM',
  // A trap ends `wait` early.
  'while wait "$w"; s=$?; kill -s 0 "$w" 2>/dev/null; do :; done',
  // What is left of the group has two seconds: the renderer cleans up on SIGTERM.
  'for n in 1 2; do kill -s TERM -- "-$w" 2>/dev/null || break; sleep 1; done',
  'kill -s KILL -- "-$w" 2>/dev/null',
  'exit "$s"',
].join('; ');

// $1 the worker's command line, $2 the watcher's text, $3 seconds between two looks.
const leader = [
  'setsid sh -c "$2" td-lifeline "$$" "$3" >/dev/null 2>&1 & v=$! ',
  'exec 3<&-',
  // A signal to the group is for the worker; the leader outlives it, to end the watcher.
  'trap : HUP INT TERM',
  'sh -c "$1"',
  's=$?',
  // By its own number, too: it may not have got its group yet.
  'kill -s KILL -- "-$v" "$v" 2>/dev/null',
  'exit "$s"',
].join('; ');

// $1 the worker's process id, $2 seconds between two looks. Only `dd` reads what is there without waiting for a line.
const watcher = [
  'stop() { kill -s TERM -- "-$1" || kill -s TERM "$1"; sleep 2; kill -s KILL -- "-$1"; kill -s KILL 0; }',
  'n=0',
  'trap n=0 USR1',
  '{ while case $(LC_ALL=C dd bs=512 count=1 2>&1 >/dev/null <&3) in 1+0*|0+1*) ;; *) false; esac; do kill -s USR1 $$; done; stop "$1"; } & :',
  'while [ "$n" -lt 5 ]; do sleep "$2"; n=$((n+1)); done',
  'stop "$1"',
].join('; ');
