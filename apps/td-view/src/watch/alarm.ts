import { type FSWatcher, watch } from 'node:fs';
import { onAbort } from '@task-distributor/band';

/** Says when to look at a folder again: when something changes in it, if the file system tells, and once in a while. */
export class Alarm {
  readonly #folder: string;
  readonly #onName: (name: string) => void;
  #watcher: FSWatcher | null = null;
  #hasRung = false;
  #wake: (() => void) | null = null;

  /** @param onName called at once with the name of a file that has come, changed or gone */
  constructor(folder: string, onName: (name: string) => void) {
    this.#folder = folder;
    this.#onName = onName;
  }

  /** Waits until something has changed, but at least and at most so many milliseconds. @throws the signal's reason */
  async wait(least: number, most: number, signal: AbortSignal): Promise<void> {
    this.#start();
    await this.#pause(least, signal, false);
    if (!this.#hasRung) await this.#pause(most - least, signal, true);
    this.#hasRung = false;
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = null;
  }

  /** A folder that is not there yet, or that is removed, is looked for once in a while. */
  #start(): void {
    if (this.#watcher !== null) return;
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, (_, name) => {
        if (name !== null) this.#onName(name);
        this.#hasRung = true;
        this.#wake?.();
      });
      this.#watcher.on('error', () => this.close());
    } catch {
      this.#watcher = null;
    }
  }

  #pause(milliseconds: number, signal: AbortSignal, canWake: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(finish, milliseconds);
      const stopListening = onAbort(signal, (reason) => {
        clearTimeout(timer);
        reject(reason as Error);
      });
      if (canWake) this.#wake = finish;
      function finish(): void {
        clearTimeout(timer);
        stopListening();
        resolve();
      }
    });
  }
}
