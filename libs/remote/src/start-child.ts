import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { errorMessage, TdError } from '@task-distributor/band';
import { keepTasksFree } from './keep-tasks-free.ts';
import { turnToSpawn } from './turn-to-spawn.ts';

export interface ChildProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** Number of processes and threads that it, and what it starts, will have. */
  readonly tasks: number;
}

/**
 * Starts a program on this machine, for a host, in a process group of its own: Ctrl-C reaches the dispatcher alone. Uses
 * child_process directly: execa takes 30 ms to load, and four times as much processor time for each process.
 * @throws TdError; the signal's reason, and then nothing has been started
 */
export async function startChild(
  host: string,
  program: ChildProgram,
  signal: AbortSignal,
): Promise<ChildProcessWithoutNullStreams> {
  await turnToSpawn();
  signal.throwIfAborted();
  const child = await spawned(program).catch((cause: unknown) => {
    const reason = `cannot start ${program.program} on this machine: ${errorMessage(cause)}`;
    throw new TdError(`${host}: ${reason}`, { code: 'E_LAUNCH', host, cause });
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  return child;
}

/** @throws the system's error, which child_process throws or emits, depending on its code */
async function spawned({ program, args, tasks }: ChildProgram): Promise<ChildProcessWithoutNullStreams> {
  keepHandlesFree();
  checkTasks(tasks);
  const child = spawn(program, args, { stdio: 'pipe', detached: true });
  if (child.pid === undefined) throw (await once(child, 'error'))[0];
  running += 1;
  child.once('exit', () => (running -= 1));
  return child;
}

/** Whether a child that needs so many tasks can be started now. @throws EAGAIN if not */
export function checkTasks(tasks: number): void {
  keepTasksFree(tasks, running);
}

let running = 0;

/** Leaves file handles for everything else: without any, the lockfile could not be read. @throws EMFILE, ENFILE */
function keepHandlesFree(): void {
  const opened: number[] = [];
  try {
    while (opened.length < handlesForOthers) opened.push(openSync('/dev/null', 'r'));
  } finally {
    for (const handle of opened) closeSync(handle);
  }
}

/** Among them those that Node.js opens for a moment to create a child. */
const handlesForOthers = 14;
