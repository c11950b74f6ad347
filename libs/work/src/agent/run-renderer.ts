import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { Duplex, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { errorMessage, TdError, withPatience } from '@task-distributor/band';
import type { RenderCommand, RenderEnd } from '@task-distributor/render';
import { createRenderFolder, removeUnusedFolder } from './render-folder.ts';
import { watchedProgram } from './session-watcher.ts';
import { signalSession } from './signal-session.ts';

export interface RendererProcess {
  /** undefined = it could not be started. */
  readonly pid: number | undefined;
  /** The folder that it runs in. It is removed after the end. */
  readonly folder: string;
  /** What it writes to stdout, from the first byte on. Read it to its end: the renderer waits for its reader. */
  readonly output: Readable;
  /** Resolves when it has exited, before its folder is removed. Never rejects. */
  readonly exited: Promise<unknown>;
  /** How it ended, after everything that it wrote to stderr has been read. Never rejects. */
  readonly ended: Promise<RenderEnd>;
  /** Whether something that it has started has held its outputs open after its end. */
  hasLeftovers(): boolean;
  /** Ends it at once, and all that it has started in its session. */
  kill(): void;
  /** Lets it end by itself, within 5 s, although this process ends first. */
  release(): void;
}

/**
 * Runs a renderer. Aborting the signal ends it, and so does the end of this process, whatever the reason.
 * Uses child_process directly: loading execa would delay the renderer by 30 ms on a slow host.
 * @param onMessage gets what it writes to stderr, piece by piece
 * @param folder a folder that createRenderFolder has created for it
 */
export function runRenderer(
  command: RenderCommand,
  onMessage: (chunk: Uint8Array) => void,
  signal: AbortSignal,
  folder = createRenderFolder(command.contents),
): RendererProcess {
  // A session of its own, so that a script around the renderer, and what it has started, ends with it.
  const subprocess = startIn(folder, command);
  const [, output, messages, lifeline] = subprocess.stdio as unknown as [null, Readable, Readable, Duplex];
  // The watcher may end before this process does.
  lifeline.on('error', () => undefined);
  const { pid } = subprocess;
  const unlink = endOnAbort(pid, signal);
  messages.on('data', onMessage);
  const exited = endOf(subprocess);
  let hasLeftovers = false;
  void closeAfter(exited, [output, messages], lifeline, () => (hasLeftovers = true));
  const ended = Promise.all([exited, endOfStream(messages)]).then(async ([end]) => {
    unlink();
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    const { leftover } = command;
    if (leftover !== null && pid !== undefined)
      await rm(`${leftover}${pid}`, { force: true }).catch(() => undefined);
    return end;
  });
  // Without a listener, Node would read and drop what is still in the pipe when the renderer ends.
  output.on('readable', () => undefined);
  const release = (): void => {
    unlink();
    lifeline.write('\n');
    for (const held of [subprocess, output, messages, lifeline] as { unref(): void }[]) held.unref();
  };
  const kill = (): void => {
    if (pid !== undefined) signalSession(pid, 'SIGKILL');
  };
  return { pid, folder, output, exited, ended, hasLeftovers: () => hasLeftovers, kill, release };
}

/** @throws TdError, and then removes the folder */
function startIn(folder: string, command: RenderCommand): ChildProcess {
  const { program, leftover, args } = command;
  const words = ['-c', watchedProgram, 'sh', folder, leftover ?? '', program, ...args];
  try {
    const subprocess = spawn('/bin/sh', words, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
      cwd: folder,
      env: { ...process.env, ...command.env, LC_ALL: 'C' },
    });
    // Node.js creates no pipes if there are too few file handles, and reports it later.
    if ((subprocess.stdio as unknown) !== undefined) return subprocess;
    subprocess.on('error', () => undefined);
    throw Object.assign(new Error(), { code: 'EMFILE' });
  } catch (cause) {
    removeUnusedFolder(folder, command.contents);
    throw new TdError(`${command.program} could not be started: ${errorMessage(cause)}`, { cause });
  }
}

/**
 * Once the renderer has ended, what a script around it has left running may still write what the renderer put out. After a
 * while that is ended, too. What cannot be reached is not waited for.
 */
async function closeAfter(
  exited: Promise<unknown>,
  outputs: Readable[],
  lifeline: Duplex,
  onLeftovers: () => void,
): Promise<void> {
  const allRead = Promise.all(outputs.map(endOfStream));
  await exited;
  if ((await withPatience(allRead, untilKillMs)) === null) onLeftovers();
  lifeline.destroy();
  await withPatience(allRead, untilKillMs);
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
