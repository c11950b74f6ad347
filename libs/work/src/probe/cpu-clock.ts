import { readdirSync, readFileSync } from 'node:fs';

/**
 * Measures how long a process has had a processor: unlike the time of a clock, that does not depend on what else the machine
 * does. Without a /proc, or for a process that only waits for another one, it is the time of the clock.
 */
export class CpuClock {
  readonly #pid: number;
  /** Nanoseconds by thread: a thread that has ended is no longer listed. */
  readonly #threads = new Map<string, number>();
  readonly #start = performance.now();
  #nanoseconds = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Seconds since it was started. */
  read(): ClockTime {
    try {
      for (const thread of readdirSync(`/proc/${this.#pid}/task`)) this.#readThread(thread);
    } catch {
      // It has ended.
    }
    return { wall: (performance.now() - this.#start) / 1_000, cpu: this.#nanoseconds / 1e9 };
  }

  #readThread(thread: string): void {
    try {
      const stat = readFileSync(`/proc/${this.#pid}/task/${thread}/schedstat`, 'latin1');
      const run = Number(stat.slice(0, stat.indexOf(' ')));
      const before = this.#threads.get(thread) ?? 0;
      if (!(run > before)) return;
      this.#nanoseconds += run - before;
      this.#threads.set(thread, run);
    } catch {
      // The thread has ended meanwhile.
    }
  }
}

export interface ClockTime {
  readonly wall: number;
  readonly cpu: number;
}

/** The seconds from one time to another. */
export function secondsBetween(from: ClockTime, to: ClockTime, whole: ClockTime): number {
  // A script around the renderer takes next to no time itself.
  const isMeasured = whole.cpu >= whole.wall * 0.03;
  return isMeasured ? to.cpu - from.cpu : to.wall - from.wall;
}
