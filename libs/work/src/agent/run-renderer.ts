import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { sleep } from '@task-distributor/band';
import type { RenderCommand, RenderEnd } from '@task-distributor/render';
import { watchedProgram } from './session-watcher.ts';
import { signalSession } from './signal-session.ts';

export interface RendererProcess {
  /** Its stdout. Read it to its end, because the renderer waits for its reader. */
  readonly image: Readable;
  /** Resolves when it has ended and its stderr has been read. Never rejects. */
  readonly ended: Promise<RenderEnd>;
  /** Lets it run for up to 5 s after this process has ended. */
  release(): void;
}

/**
 * Runs a renderer. It is stopped when the signal is aborted, and when this process ends for any reason.
 * Uses child_process directly: loading execa would delay the renderer by 30 ms on a slow host.
 * @param onMessage called with each piece of its stderr
 */
export function runRenderer(
  { program, args, folder }: RenderCommand,
  onMessage: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): RendererProcess {
  // Starts a new session, so that a script around the renderer and its children can be stopped together.
  const subprocess = spawn('/bin/sh', ['-c', watchedProgram, 'sh', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, image, messages, lifeline] = subprocess.stdio as unknown as [null, Readable, Readable, Duplex];
  // The watcher may end before this process does.
  lifeline.on('error', () => undefined);
  const unlink = endOnAbort(subprocess.pid, signal);
  messages.on('data', onMessage);
  const exited = endOf(subprocess);
  void closeAfter(exited, [image, messages], lifeline);
  const ended = Promise.all([exited, endOfStream(messages)]).then(([end]) => {
    unlink();
    return end;
  });
  // Without a listener, Node would discard the rest of the pipe when the renderer ends.
  image.on('readable', () => undefined);
  const release = (): void => {
    unlink();
    lifeline.write('\n');
    for (const held of [subprocess, image, messages, lifeline] as { unref(): void }[]) held.unref();
  };
  return { image, ended, release };
}

/**
 * After the renderer has ended, children of a script around it may still pass on its output. They are stopped after a while.
 * If that fails, the streams are closed without waiting for them.
 */
async function closeAfter(exited: Promise<unknown>, outputs: Readable[], lifeline: Duplex): Promise<void> {
  const allRead = Promise.all(outputs.map(endOfStream));
  await exited;
  await Promise.race([allRead, sleep(untilKillMs, undefined, { ref: false })]);
  lifeline.destroy();
  await Promise.race([allRead, sleep(untilKillMs, undefined, { ref: false })]);
  for (const output of outputs) output.destroy();
}

/** @returns a function to call when the process has ended */
function endOnAbort(pid: number | undefined, signal: AbortSignal): () => void {
  if (pid === undefined) return () => undefined;
  let kill: NodeJS.Timeout | undefined;
  const end = (): void => {
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
function endOf(subprocess: ChildProcess): Promise<RenderEnd> {
  return new Promise((resolve) => {
    subprocess.once('error', (cause) => resolve({ exitCode: undefined, signal: undefined, cause }));
    subprocess.once('exit', (exitCode, signal) =>
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, cause: undefined }),
    );
  });
}

/** Time for a renderer to remove its temporary files after SIGTERM. */
const untilKillMs = 2_000;
