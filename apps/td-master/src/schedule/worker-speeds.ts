import { availableParallelism } from 'node:os';
import { formatHostAddress } from '@task-distributor/remote';
import type { HostsPlan } from '@task-distributor/work';
import type { WorkerSpeed } from './expected-seconds.ts';

/** All that take bands at the same time, if the hosts are machines like this one. */
export function workerSpeeds({ listed, jobs }: HostsPlan): WorkerSpeed[] {
  const processors = availableParallelism();
  if (listed.length === 0) {
    const workers = jobs ?? processors;
    return Array.from({ length: workers }, () => ({ host: null, speed: processors / workers }));
  }
  return listed.flatMap(({ address, slots, weight }) =>
    Array.from({ length: slots ?? 1 }, () => ({
      host: formatHostAddress(address),
      speed: ((weight ?? 1) * processors) / (slots ?? 1),
    })),
  );
}
