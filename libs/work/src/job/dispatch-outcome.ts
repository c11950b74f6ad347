import type { Band } from '@task-distributor/band';

/** The outcome of a dispatch stage so far. */
export class DispatchOutcome {
  readonly ended: Band[] = [];
  /** Whether the stage has come to its end, without an error. */
  hasEnded = false;
  #anyFailed = false;
  readonly #partNames = new Set<string>();

  /** Whether all bands have been rendered. */
  get isWhole(): boolean {
    return this.hasEnded && !this.#anyFailed;
  }

  /** Names of the parts that workers may have begun to write, be it in an earlier run that has finished the band. */
  get partNames(): readonly string[] {
    return [...this.#partNames];
  }

  see(band: Band, partName: () => string): void {
    if (band.state === 'failed') this.#anyFailed = true;
    if (band.state === 'ended') this.ended.push(band);
    if (band.state === 'started' || band.state === 'ended') this.#partNames.add(partName());
  }
}
