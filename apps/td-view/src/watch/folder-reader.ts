import { readdir } from 'node:fs/promises';
import { errorCode, TdError } from '@task-distributor/band';
import type { TimedEvent } from '@task-distributor/history';
import {
  type JobFile,
  type LockfileLine,
  LockfileReader,
  lockfilePath,
  type LogPosition,
  readJobFile,
  readJobLog,
} from '@task-distributor/lockfile';

/** What is in a job folder. */
export interface Look {
  /** null = there is none that can be read. */
  readonly file: JobFile | null;
  /** null = there is no lockfile. */
  readonly lines: readonly LockfileLine[] | null;
  /** Counts the lockfiles that have been there. */
  readonly lockfiles: number;
  readonly names: ReadonlySet<string>;
}

/** Reads a job folder again and again, of what grows only what is new. It changes nothing there. */
export class FolderReader {
  readonly folder: string;
  readonly #lockfile: LockfileReader;
  #lines: LockfileLine[] = [];
  #lockfiles = 0;
  #log: LogPosition | null = null;

  constructor(folder: string) {
    this.folder = folder;
    this.#lockfile = new LockfileReader(lockfilePath(folder));
  }

  /** null = there is no such folder. @throws the system's error */
  async look(): Promise<Look | null> {
    const names = await namesIn(this.folder);
    if (names === null) return null;
    const isOpen = names.has('lockfile');
    if (isOpen) await this.#readLines();
    const file = await readJobFile(this.folder).catch(ifUnreadable);
    return { file, lines: isOpen ? this.#lines : null, lockfiles: this.#lockfiles, names };
  }

  /**
   * The events that are new in the job's log; null = there is no log.
   * @returns isOther: it is the log of another job than before
   */
  async readLog(): Promise<{ events: readonly TimedEvent[]; isOther: boolean } | null> {
    const all: TimedEvent[] = [];
    let isOther = false;
    for (;;) {
      const piece = await readJobLog(this.folder, this.#log);
      if (piece === null) return all.length > 0 ? { events: all, isOther } : null;
      if (piece.isOther) all.length = 0;
      isOther ||= piece.isOther;
      this.#log = piece.position;
      for (const event of piece.events) all.push(event);
      if (piece.isAtEnd) return { events: all, isOther };
    }
  }

  async #readLines(): Promise<void> {
    await this.#lockfile.read({
      takeLine: (line) => void this.#lines.push(line),
      forgetLines: () => {
        this.#lines = [];
        this.#lockfiles += 1;
      },
    });
  }
}

async function namesIn(folder: string): Promise<Set<string> | null> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Somebody else's file of that name is none. */
function ifUnreadable(error: unknown): null {
  if (error instanceof TdError) return null;
  throw error;
}
