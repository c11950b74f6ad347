import type { Writable } from 'node:stream';
import type { Band } from '@task-distributor/band';
import { createProgressBar } from './observers/progress-bar.ts';
import { Terminal } from './observers/terminal.ts';

export interface Progress {
  see(band: Band): void;
  beside<T>(write: () => T): T;
  stop(): void;
}

/** The progress bar, for a caller that has no stream of events yet. */
export function showProgress(stderr: Writable, count: number): Progress {
  const terminal = new Terminal({ stdout: process.stdout, stderr });
  const bar = createProgressBar(terminal, count);
  return {
    see: (band) => bar.see(band),
    beside: (write) => terminal.besideBar(write),
    stop: () => void bar.end?.(),
  };
}
