import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PovrayMessages, type PovrayReport } from './povray-messages.ts';
import { signalSession } from './signal-session.ts';

export interface PovrayRun {
  /** The image, from its first byte on. To be read to its end, else POV-Ray waits. */
  readonly image: Readable;
  /** What it has said so far. */
  readonly report: PovrayReport;
  /** How it ended, after all that it wrote to stderr has been read. Never rejects. */
  readonly ended: Promise<PovrayEnd>;
  /** Lets it end by itself, within 5 s, while this process ends before it. */
  leave(): void;
}

export interface PovrayEnd {
  exitCode: number | undefined;
  /** The signal that ended it, where one did. */
  signal: string | undefined;
  /** Why it could not be started, where it could not. */
  cause: unknown;
}

/**
 * Runs POV-Ray. Aborting the signal ends it, and so does the end of this process, however that comes about.
 * By Node's own means: what else a worker does before POV-Ray runs, a slow host waits for.
 * @param folder to run it in; undefined = this process's own
 * @param onReport called whenever it has said something
 */
export function runPovray(
  povray: string,
  words: readonly string[],
  folder: string | undefined,
  onReport: () => void,
  signal: AbortSignal,
): PovrayRun {
  // A process group of its own, so that a script around POV-Ray, and what it started, ends with it.
  const subprocess = spawn('/bin/sh', ['-c', endWithUs, 'sh', povray, ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, stdout, stderr, lifeline] = subprocess.stdio as unknown as [null, Readable, Readable, Duplex];
  // Its watcher may be gone before us.
  lifeline.on('error', () => undefined);
  const release = endOnAbort(subprocess.pid, signal);
  const messages = new PovrayMessages(onReport);
  stderr.on('data', (chunk: Uint8Array) => messages.write(chunk));
  const exited = endOf(subprocess);
  const saidAll = Promise.all([endOfStream(stdout), endOfStream(stderr)]);
  // What a script around POV-Ray leaves may still be writing what came out of it. Then it is ended; what is beyond reach is
  // not waited for, and told by its pipes that nobody reads.
  void exited.then(async () => {
    await Promise.race([saidAll, sleep(untilKillMs, null, { ref: false })]);
    lifeline.destroy();
    await Promise.race([saidAll, sleep(untilKillMs, null, { ref: false })]);
    stdout.destroy();
    stderr.destroy();
  });
  const ended = Promise.all([exited, endOfStream(stderr)]).then(([end]) => {
    release();
    messages.end();
    return end;
  });
  // Listened to at once: what nobody reads yet would otherwise be read, and dropped, when POV-Ray ends.
  stdout.on('readable', () => undefined);
  const leave = (): void => {
    release();
    lifeline.write('\n');
    for (const held of [subprocess, stdout, stderr, lifeline] as { unref(): void }[]) held.unref();
  };
  return { image: stdout, report: messages.report, ended, leave };
}

/** POV-Ray removes its temporary files when it is told to end; so long has it. */
const untilKillMs = 2_000;

/** @returns to be called when the process has ended */
function endOnAbort(pid: number | undefined, signal: AbortSignal): () => void {
  if (pid === undefined) return () => undefined;
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    signalSession(pid, 'SIGTERM');
    kill = setTimeout(signalSession, untilKillMs, pid, 'SIGKILL');
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return () => {
    signal.removeEventListener('abort', end);
    clearTimeout(kill);
  };
}

/** Never rejects. */
function endOfStream(stream: Readable): Promise<void> {
  return finished(stream, { writable: false }).catch(() => undefined);
}

/** Never rejects. */
function endOf(subprocess: ChildProcess): Promise<PovrayEnd> {
  return new Promise((resolve) => {
    subprocess.once('error', (cause) => resolve({ exitCode: undefined, signal: undefined, cause }));
    subprocess.once('exit', (exitCode, signal) =>
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, cause: undefined }),
    );
  });
}

/**
 * POV-Ray, and beside it a watcher that waits for the end of descriptor 3, which this process holds: then it ends all of
 * the session, itself too. After a line on it, it first gives POV-Ray 5 s. A parent-death signal of the kernel's would
 * reach a script around POV-Ray, but not POV-Ray. The watcher is a shell of its own, so that what lists processes does not
 * show POV-Ray's words twice. In /proc/PID/stat, state, parent, group and session follow the name in parentheses (proc(5)).
 * `stdbuf`, of GNU coreutils: else the image's last bytes wait in POV-Ray until it ends, 0.35 s after its last pixel.
 */
const endWithUs = `
/bin/sh -c '
  trap "" TERM
  is_dead() { read -r stat </proc/$PPID/stat && case $stat in *") Z "*) ;; *) false ;; esac; }
  n=0
  read -r line <&3 && while [ $n -lt 50 ] && kill -s 0 $PPID && ! is_dead; do n=$((n + 1)); sleep 0.1; done
  for file in /proc/[0-9]*/stat; do
    read -r stat <$file || continue
    pid=\${stat%% *}
    set -- \${stat##*) }
    [ "$4" = $PPID ] && [ "$3" != $PPID ] && kill -s KILL $pid
  done
  kill -s KILL 0' </dev/null >/dev/null 2>&1 &
if command -v stdbuf >/dev/null; then set -- stdbuf -o0 "$@"; fi
exec "$@" 3<&-`;
