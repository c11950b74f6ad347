import { createWriteStream, type WriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import { joblogExtension } from '../report/read-folder.ts';

/** What a run of a series leaves: its stdout as with the original's benchmark, and its joblog. */
export class BenchLog {
  readonly stdout: WriteStream;
  readonly joblog: string;
  readonly #path: string;
  #error: Error | null = null;

  /** @param stem path without extension */
  constructor(stem: string) {
    this.#path = `${stem}.txt`;
    this.joblog = `${stem}${joblogExtension}`;
    this.stdout = createWriteStream(this.#path);
    this.stdout.on('error', (error) => (this.#error = error));
  }

  /** Writes what is not written yet. @throws TdError if something could not be written */
  async close(): Promise<void> {
    this.stdout.end();
    await finished(this.stdout).catch((error: Error) => (this.#error ??= error));
    if (this.#error === null) return;
    const facts = { cause: this.#error, path: this.#path, code: errorCode(this.#error) };
    throw new TdError(`${this.#path}: ${errorMessage(this.#error)}`, facts);
  }
}

/** A path that no run has used, though several can begin in the same second. @param name as in the original */
export async function freeStem(folder: string, name: string): Promise<string> {
  for (let i = 1; ; i++) {
    const stem = join(folder, i === 1 ? name : `${name}_${i}`);
    const isThere = await access(`${stem}.txt`).then(
      () => true,
      () => false,
    );
    if (!isThere) return stem;
  }
}
