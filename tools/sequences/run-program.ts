import { type ChildProcess, spawn } from 'node:child_process';

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

/** Runs a program without input to its end. */
export function runProgram(
  name: string,
  args: readonly string[],
  { env = process.env, onStart }: RunOptions = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const program = spawn(name, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    program.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    program.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
    program.on('error', reject);
    program.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(output), stderr: Buffer.concat(errors).toString() });
    });
    onStart?.(program);
  });
}
