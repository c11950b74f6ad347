import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { PovrayMessages, type PovrayReport } from './povray-messages.ts';

export interface PovrayRun {
  /** The image, from its first byte on. To be read to its end, else POV-Ray waits. */
  readonly image: Readable;
  /** What it has said so far. */
  readonly report: PovrayReport;
  /** How it ended, after all that it wrote to stderr has been read. Never rejects. */
  readonly ended: Promise<PovrayEnd>;
}

export interface PovrayEnd {
  exitCode: number | undefined;
  /** The signal that ended it, where one did. */
  signal: string | undefined;
  /** Why it could not be started, where it could not. */
  cause: unknown;
}

/**
 * Runs POV-Ray. Aborting the signal ends it; so does the end of this process, where `setpriv` can arrange that.
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
  const subprocess = spawn('/bin/sh', ['-c', untilParentEnds, String(process.pid), povray, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const release = endOnAbort(subprocess.pid, signal);
  const messages = new PovrayMessages(onReport);
  subprocess.stderr.on('data', (chunk: Uint8Array) => messages.write(chunk));
  const saidAll = finished(subprocess.stderr, { writable: false }).catch(() => undefined);
  const ended = Promise.all([endOf(subprocess), saidAll]).then(([end]) => {
    release();
    messages.end();
    return end;
  });
  // Piped at once: what nobody reads yet would otherwise be read, and dropped, for us.
  return { image: subprocess.stdout.pipe(new PassThrough()), report: messages.report, ended };
}

/** POV-Ray removes its temporary files when it is told to end; so long has it. */
const untilKillMs = 2_000;

/** @returns to be called when the process has ended */
function endOnAbort(pid: number | undefined, signal: AbortSignal): () => void {
  if (pid === undefined) return () => undefined;
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    killGroup(pid, 'SIGTERM');
    kill = setTimeout(killGroup, untilKillMs, pid, 'SIGKILL');
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return () => {
    signal.removeEventListener('abort', end);
    clearTimeout(kill);
  };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has gone already.
  }
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
 * Has the kernel end POV-Ray when its parent, $0, is killed and can do nothing any more; was it killed before, nothing
 * starts. Whether util-linux's `setpriv` is here, and new enough to set a parent-death signal (2.33, 2018), the shell
 * finds out by trying.
 */
const untilParentEnds = `
if setpriv --pdeathsig KILL -- true 2>/dev/null; then
  exec setpriv --pdeathsig KILL -- sh -c '[ "$PPID" = "$0" ] && exec "$@"' "$0" "$@"
fi
exec "$@"`;
