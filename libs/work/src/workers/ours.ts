import { formatRows } from '@task-distributor/band';
import { partName } from '@task-distributor/lockfile';
import { quoteCommand } from '@task-distributor/remote';
import { originalArguments } from './original-arguments.ts';
import { ourOptions } from './our-options.ts';
import { processWorker } from './process-worker.ts';
import { tdWorkerOnHost } from './td-worker-on-host.ts';
import type { WorkerKind } from './worker-kind.ts';

/** Our td-worker on the host. Parts and lines name the rows, so a host can have any number of bands. */
export const ours: WorkerKind = {
  name: 'ours',
  onePerHost: null,
  onHost: tdWorkerOnHost('--band'),
  isMeantBy: ({ kind }) => kind === null || kind === 'ours',
  whyMeant: () => '',
  checkPlan: () => undefined,
  checkMachine: () => Promise.resolve(),
  create(context) {
    const traits = { name: 'ours', onePerHost: null, canBeCutShort: true, partName };
    return processWorker(context, traits, (rows, host, blocks) => {
      const what = ['--band', ...(blocks === null ? [] : ['--blocks', formatRows(blocks)])];
      const words = [...originalArguments(context, rows), ...what, ...ourOptions(context, host)];
      return `${context.commandOn(host)} ${quoteCommand(words)}`;
    });
  },
};
