import { execFile } from 'node:child_process';
import { errorMessage } from '@task-distributor/band';
import { limitConcurrency } from './limit-concurrency.ts';

/** What a program of OpenSSH's answered. */
export interface OpensshAnswer {
  /** null where it was killed, or could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The first line that it said on stderr, or else why it could not be asked; null = nothing. */
  readonly complaint: string | null;
  /** What the user can do where the program is not there; null otherwise. */
  readonly advice: string | null;
  readonly cause: unknown;
}

// Each takes some milliseconds of one core; fifty at once would only be in each other's way.
const limit = limitConcurrency(8);

/**
 * Runs one of OpenSSH's small programs to its end. By Node's own means: a cluster's hosts are asked about one after the
 * other before the first is connected, and execa would cost as much again as the program. Never rejects.
 */
export function askOpenssh(program: 'ssh' | 'ssh-keygen', args: readonly string[]): Promise<OpensshAnswer> {
  return limit(
    () =>
      new Promise((resolve) => {
        const child = execFile(program, args, (cause, stdout, stderr) => {
          const exitCode = cause === null ? 0 : typeof cause.code === 'number' ? cause.code : null;
          const said = stderr.split('\n').find(Boolean) ?? null;
          resolve({
            ...{ exitCode, stdout, cause },
            complaint: said ?? (exitCode === null ? `${program}: ${errorMessage(cause)}` : null),
            advice: cause?.code === 'ENOENT' ? 'install the package openssh-client' : null,
          });
        });
        child.stdin?.end();
      }),
  );
}
