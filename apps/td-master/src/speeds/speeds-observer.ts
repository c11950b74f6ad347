import { type HostSpeed, isBand, type JobEvent, type Observer } from '@task-distributor/band';
import { learnSpeeds } from './speeds-file.ts';

/** Remembers how fast the hosts of a job were. What cannot be written is not remembered, and no error. */
export class SpeedsObserver implements Observer {
  readonly #path: string;
  #measured: readonly HostSpeed[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  see(event: JobEvent): void {
    if (!isBand(event) && event.type === 'speeds') this.#measured = event.hosts;
  }

  async end(): Promise<void> {
    await learnSpeeds(this.#path, this.#measured, new Date()).catch(() => undefined);
  }
}
