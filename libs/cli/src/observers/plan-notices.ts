import { isBand, type JobEvent, type JobPlanned, type Observer } from '@task-distributor/band';

/** Reports how the image was cut and how long the job is expected to take, and at its end how long it took. */
export class PlanNotices implements Observer {
  readonly #warn: (message: string) => void;
  readonly #leastSeconds: number;
  #planned: JobPlanned | null = null;
  #start = 0;

  /**
   * @param warn called with one line, without the command's name and the newline
   * @param leastSeconds nothing is said about a job that is expected to take less
   */
  constructor(warn: (message: string) => void, leastSeconds: number) {
    this.#warn = warn;
    this.#leastSeconds = leastSeconds;
  }

  see(event: JobEvent): void {
    if (isBand(event)) return;
    if (event.type === 'planned') this.#seePlan(event);
    if (event.type === 'composed') this.#seeEnd();
  }

  #seePlan(planned: JobPlanned): void {
    const { bands, hosts, cut, expectedSeconds, evenSeconds, areSpeedsKnown = false } = planned;
    if (expectedSeconds === null || expectedSeconds < this.#leastSeconds) return;
    this.#planned = planned;
    this.#start = performance.now();
    const whose = hosts === 0 ? 'this machine' : counted(hosts, 'host');
    const reasons = [...(cut === 'even' ? [] : [cut]), ...(areSpeedsKnown ? ['earlier speeds'] : [])];
    const how =
      reasons.length === 0
        ? counted(bands, 'even band')
        : `${counted(bands, 'band')} by ${reasons.join(' and ')}`;
    const even = cut === 'even' || evenSeconds === null ? '' : ` (even: ${seconds(evenSeconds)})`;
    const where = hosts === 0 ? '' : ' on machines like this one';
    this.#warn(`${whose}: ${how}, expected ${seconds(expectedSeconds)}${even}${where}`);
  }

  #seeEnd(): void {
    if (this.#planned === null) return;
    const took = (performance.now() - this.#start) / 1_000;
    this.#warn(`took ${seconds(took)}, expected ${seconds(this.#planned.expectedSeconds!)}`);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}
