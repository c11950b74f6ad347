import type { Readable, Writable } from 'node:stream';
import { type BaseContext, Command } from 'clipanion';

export interface TdContext extends BaseContext {
  /** The program's name: `td-partition`. */
  name: string;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP, or when the reader of stdout has gone. */
  signal: AbortSignal;
  /** What stood after `--` on the command line; null where there was no `--`. */
  afterDashes: string[] | null;
}

/** A command of ours: its name is the program's, and it says things on stderr after that name. */
export abstract class TdCommand extends Command<TdContext> {
  /** The command line without the program's name, for the help: `-n N -y HEIGHT [--hosts LIST|FILE]`. */
  static synopsis = '';

  /** Whether words after `--` mean something to it. Where not, they are wrong usage. */
  static takesWordsAfterDashes = false;

  /** One line on stderr: `td-dispatch: pi111 rows 151-300: ...`. */
  protected say(message: string): void {
    this.context.stderr.write(`${this.context.name}: ${message}\n`);
  }
}
