import type { Rows } from './rows.ts';
import { errorCode } from './error-code.ts';
import { exitCodes } from './exit-codes.ts';

export interface Facts {
  /** Kind of failure, for programs: in upper case, like Node's own (`EEXIST`, `E_LOCKED`). */
  code?: string;
  exitCode?: number;
  cause?: unknown;
  host?: string;
  rows?: Rows;
  path?: string;
  /** The user has already seen the message. */
  isReported?: boolean;
}

/**
 * An error that a user can fix. The message is one line with the cause and the solution, without the name of the command,
 * which runBin adds. Any other Error is a bug and is shown with its stack.
 */
export class TdError extends Error {
  readonly code: string;
  readonly exitCode: number;
  readonly host: string | undefined;
  readonly rows: Rows | undefined;
  readonly path: string | undefined;
  readonly isReported: boolean;

  constructor(message: string, facts: Facts = {}) {
    super(message, { cause: facts.cause });
    this.name = 'TdError';
    this.code = facts.code ?? 'E_FAILED';
    this.exitCode = facts.exitCode ?? exitCodes.failed;
    this.host = facts.host;
    this.rows = facts.rows;
    this.path = facts.path;
    this.isReported = facts.isReported ?? false;
  }
}

/** An input line that cannot be read, or options that do not fit together: exit code 2. */
export class InputError extends TdError {
  constructor(message: string, facts: Facts = {}) {
    super(message, { code: 'E_INPUT', exitCode: exitCodes.usage, ...facts });
    this.name = 'InputError';
  }
}

const errnoTexts: Record<string, string> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  // Node's own, from rm().
  ERR_FS_EISDIR: 'Is a directory',
  ENOSPC: 'No space left on device',
  EDQUOT: 'Disk quota exceeded',
  EROFS: 'Read-only file system',
  EMFILE: 'Too many open files',
  ENFILE: 'Too many open files in system',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  ENAMETOOLONG: 'File name too long',
  EIO: 'Input/output error',
  ELOOP: 'Too many levels of symbolic links',
  ESTALE: 'Stale file handle',
  ENOTCONN: 'The shared folder is not connected',
  EPIPE: 'Broken pipe',
};

/** The system's description of an error (`No space left on device`), for the end of our messages. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return errnoTexts[errorCode(error)] ?? error.message;
}
