import type { Band } from '@task-distributor/band';

/** The outcome of a dispatch stage so far. */
export class DispatchOutcome {
  readonly ended: Band[] = [];
  /** Names of the parts that workers may have begun to write. */
  readonly partNames: string[] = [];
  /** Whether the stage has come to its end, without an error. */
  hasEnded = false;
  #anyFailed = false;

  /** Whether all bands have been rendered. */
  get isWhole(): boolean {
    return this.hasEnded && !this.#anyFailed;
  }

  see(band: Band, partName: () => string): void {
    if (band.state === 'failed') this.#anyFailed = true;
    if (band.state === 'ended') this.ended.push(band);
    if (band.state === 'started') this.partNames.push(partName());
  }
}
