import { availableParallelism } from 'node:os';
import { launchers } from '@task-distributor/remote';
import { expect, test } from 'vitest';
import { machineHere } from '../../../src/agent/tuning/machine.ts';
import { processorsOfProcess } from '../../../src/agent/tuning/processors.ts';
import { tunedRun } from '../../../src/agent/tuning/run-tuning.ts';
import { lookAtHost } from '../../../src/workers/bare/look-at-host.ts';
import { host } from '../../send/hosts.ts';
import { canLimit, withinLimit } from './processor-group.ts';

const small = { width: 800, height: 600, isWritten: () => true };

test.runIf(canLimit && availableParallelism() > 1)(
  'a control group with part of a processor means one thread, here and on a host',
  { timeout: 60_000 },
  async () => {
    const local = launchers.local({});
    const nothing = {
      scene: '/x',
      jobFile: '/x/.td-job.json',
      jobId: 'x',
      renderers: ['/x'],
      defaultOptions: [],
    };
    const [share, here, there] = await withinLimit(0.5, async () => [
      processorsOfProcess(),
      { ...machineHere() },
      (await lookAtHost(local, host, nothing, AbortSignal.timeout(30_000))).machine,
    ]);
    await local.close();
    expect(share).toBe(0.5);
    for (const machine of [here, there]) {
      expect(machine).toMatchObject({ capacity: 0.5, processors: 1, isLimited: true });
      expect(tunedRun(small, 1, {}, machine).threads).toBe(1);
      expect(tunedRun(small, 2, {}, machine).threads).toBe(1);
    }
  },
);
