import type { Writable } from 'node:stream';
import type { Band } from '@task-distributor/band';
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** Takes every record that passes. */
  see(band: Band): void;
  /** Writes something else to the terminal without tearing the bar. */
  beside<T>(write: () => T): T;
  stop(): void;
}

const clearLine = '\r\u001b[K';

/**
 * Shows on a terminal how far a job is: bands done, percent of all, time. Off a terminal it shows nothing, ever.
 * @param count of bands
 */
export function showProgress(stderr: Writable, count: number): Progress {
  const isTerminal = (stderr as Partial<NodeJS.WriteStream>).isTTY === true;
  if (!isTerminal) return { see: () => undefined, beside: (write) => write(), stop: () => undefined };
  const percents = new Map<string, number>();
  const bar = new SingleBar(
    {
      stream: stderr as NodeJS.WriteStream,
      format: `{bar} {percentage}% | {bands} of ${count} bands | {duration_formatted}`,
      etaBuffer: 1,
      // A second Ctrl-C ends at once, and must leave the terminal as it was.
      hideCursor: false,
      gracefulExit: false,
      // Else whatever is written beside the bar is cut off at the terminal's width.
      linewrap: true,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.shades_classic,
  );
  bar.start(100 * count, 0, { bands: 0 });
  return {
    see({ first, last, state, info }) {
      const name = `${first}-${last}`;
      if (state === 'running') percents.set(name, Number(info ?? 0));
      // A band that is tried again begins anew.
      if (state === 'started' || state === 'failed') percents.set(name, 0);
      if (state === 'done') percents.set(name, Infinity);
      const all = [...percents.values()];
      const done = all.filter((percent) => percent === Infinity).length;
      // Rendered to the end is not done yet: 99 until the part is there.
      const sum = all.reduce(
        (total, percent) => total + Math.min(percent, percent === Infinity ? 100 : 99),
        0,
      );
      bar.update(sum, { bands: done });
    },
    beside(write) {
      stderr.write(clearLine);
      const result = write();
      bar.updateETA();
      bar.render();
      return result;
    },
    stop() {
      // The bar goes back to where it began, and lines have been written since: that is here now.
      stderr.write(`${clearLine}\u001b7`);
      bar.stop();
    },
  };
}
