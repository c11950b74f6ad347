import { linkAbort } from '@task-distributor/band';
import type { Worker } from '../worker.ts';
import type { RenderBlocks } from './block-helpers.ts';
import type { DispatchQueue } from './dispatch-queue.ts';
import type { StartGate } from './start-gate.ts';

/** How many workers run. */
export interface RunningCount {
  workers: number;
}

interface HelpPlace {
  readonly gate: StartGate;
  readonly queue: DispatchQueue;
  readonly running: RunningCount;
  /** The run's own end. */
  readonly stop: AbortSignal;
}

/** Renders blocks by a worker that takes a slot of its host and counts as running, as one that renders a band. */
export function blockRenderer({ help }: Worker, { gate, queue, running, stop }: HelpPlace): RenderBlocks {
  return async (host, { rows, blocks }, observer, signal) => {
    if (help === null) throw new Error('This worker renders no blocks for others');
    running.workers += 1;
    queue.hosts.take(host);
    const either = linkAbort(stop, signal);
    try {
      await gate.pass(host.address, either.signal);
      return await help(rows, blocks, host.address, observer, either.signal);
    } finally {
      either.unlink();
      running.workers -= 1;
      queue.giveBack(host);
    }
  };
}
