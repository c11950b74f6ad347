import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  spawn,
  type StdioOptions,
} from 'node:child_process';
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
  const child = await start(host, program, 'pipe', signal);
  const { stdin, stdout, stderr } = child as ChildProcessWithoutNullStreams;
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  return child as ChildProcessWithoutNullStreams;
}

/**
 * The same without input and output, which a program that goes into the background would hold open.
 * @param log descriptor of a file that gets what it writes to stderr
 * @throws TdError; the signal's reason, and then nothing has been started
 */
export function startQuietChild(
  host: string,
  program: ChildProgram,
  log: number,
  signal: AbortSignal,
): Promise<ChildProcess> {
  return start(host, program, ['ignore', 'ignore', log], signal);
}

async function start(
  host: string,
  program: ChildProgram,
  stdio: StdioOptions,
  signal: AbortSignal,
): Promise<ChildProcess> {
  await turnToSpawn();
  signal.throwIfAborted();
  return spawned(program, stdio).catch((cause: unknown) => {
    const reason = `cannot start ${program.program} on this machine: ${errorMessage(cause)}`;
    throw new TdError(`${host}: ${reason}`, { code: 'E_LAUNCH', host, cause });
  });
}

/** @throws the system's error, which child_process throws or emits, depending on its code */
async function spawned({ program, args, tasks }: ChildProgram, stdio: StdioOptions): Promise<ChildProcess> {
  keepHandlesFree();
  checkTasks(tasks);
  const child = spawn(program, args, { stdio, detached: true });
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
