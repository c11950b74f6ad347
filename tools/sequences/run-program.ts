import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProgramEnd {
  /** null = a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly onStart?: (program: ChildProcess) => void;
}

const running = new Set<ChildProcess>();
let isOver = false;

/** Ends the programs that run, and starts no more: whoever waits for one waits for ever. @returns when they have ended */
export async function endPrograms(): Promise<void> {
  isOver = true;
  await Promise.all(
    [...running].map((program) => {
      const closed = once(program, 'close');
      program.kill('SIGTERM');
      return closed;
    }),
  );
}

/** Runs a program without input to its end. */
export function runProgram(
  name: string,
  args: readonly string[],
  { env = process.env, onStart }: RunOptions = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    if (isOver) return;
    const program = spawn(name, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(program);
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    program.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    program.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
    program.on('error', reject);
    program.on('close', (code) => {
      running.delete(program);
      if (isOver) return;
      resolve({ code, stdout: Buffer.concat(output), stderr: Buffer.concat(errors).toString() });
    });
    onStart?.(program);
  });
}
