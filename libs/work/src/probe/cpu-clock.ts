import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

/**
 * Measures how long a process has had a processor: unlike the time of a clock, that does not depend on what else the machine
 * does. Without a /proc, or for a process that only waits for another one, it is the time of the clock.
 */
export class CpuClock {
  readonly #pid: number;
  /** By name. Those that have ended are no longer listed, but they count. */
  readonly #threads = new Map<string, Thread>();
  readonly #start = performance.now();
  readonly #buffer = Buffer.alloc(128);
  #nanoseconds = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Seconds since it was started. */
  read(): ClockTime {
    try {
      for (const name of readdirSync(`/proc/${this.#pid}/task`)) this.#readThread(name);
    } catch {
      // It has ended.
    }
    return { wall: (performance.now() - this.#start) / 1_000, cpu: this.#nanoseconds / 1e9 };
  }

  close(): void {
    for (const { file } of this.#threads.values()) closeSync(file);
    this.#threads.clear();
  }

  /** The files stay open: opening them takes ten times as long as reading them, which other programs could need. */
  #readThread(name: string): void {
    try {
      let thread = this.#threads.get(name);
      if (thread === undefined) {
        thread = { file: openSync(`/proc/${this.#pid}/task/${name}/schedstat`, 'r'), nanoseconds: 0 };
        this.#threads.set(name, thread);
      }
      const length = readSync(thread.file, this.#buffer, 0, this.#buffer.length, 0);
      const run = Number.parseInt(this.#buffer.toString('latin1', 0, length), 10);
      if (!(run > thread.nanoseconds)) return;
      this.#nanoseconds += run - thread.nanoseconds;
      thread.nanoseconds = run;
    } catch {
      // The thread has ended meanwhile.
    }
  }
}

interface Thread {
  readonly file: number;
  nanoseconds: number;
}

export interface ClockTime {
  readonly wall: number;
  readonly cpu: number;
}

/** The seconds from one time to another. */
export function secondsBetween(from: ClockTime, to: ClockTime, whole: ClockTime): number {
  return isCpuTime(whole) ? to.cpu - from.cpu : to.wall - from.wall;
}

/** Whether the processor time of a run says how long it took. A script around the renderer takes next to no time itself. */
export function isCpuTime({ cpu, wall }: ClockTime): boolean {
  return cpu >= wall * 0.03;
}
