import { untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '@task-distributor/remote';

/** Does something on each host once in a job. If it fails, the next who asks tries again. */
export class OncePerHost<Result> {
  readonly #run: (host: HostAddress) => Promise<Result>;
  readonly #results = new Map<string, Promise<Result>>();
  readonly #done = new Map<string, Result>();

  /** @param run is not stopped when one of those who wait for it is */
  constructor(run: (host: HostAddress) => Promise<Result>) {
    this.#run = run;
  }

  /** @throws what `run` throws; the signal's reason */
  get(host: HostAddress, signal: AbortSignal): Promise<Result> {
    const key = formatHostAddress(host);
    let result = this.#results.get(key);
    if (result === undefined) {
      result = this.#run(host);
      this.#results.set(key, result);
      result.then(
        (done) => this.#done.set(key, done),
        () => this.#results.delete(key),
      );
    }
    return untilAborted(result, signal);
  }

  /** null = it has not been done yet. */
  done(host: HostAddress): Result | null {
    return this.#done.get(formatHostAddress(host)) ?? null;
  }
}
