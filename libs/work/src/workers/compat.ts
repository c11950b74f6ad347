import { InputError } from '@task-distributor/band';
import { hostPartName } from '@task-distributor/lockfile';
import { quoteCommand } from '@task-distributor/remote';
import { originalArguments } from './original-arguments.ts';
import { ourOptions } from './our-options.ts';
import { processWorker } from './process-worker.ts';
import { tdWorkerOnHost } from './td-worker-on-host.ts';
import type { WorkerKind } from './worker-kind.ts';

/** Our td-worker on the host, which writes exactly the same files as the original's worker. */
export const compat: WorkerKind = {
  name: 'compat',
  onePerHost: 'With --compat, parts are named after their hosts',
  onHost: tdWorkerOnHost(),
  isMeantBy: (plan) => plan.compat,
  whyMeant: () => '',
  checkPlan({ worker }) {
    if (worker.command === 'bare') throw new InputError('--compat needs td-worker: leave out --worker bare');
  },
  checkMachine: () => Promise.resolve(),
  create(context) {
    const traits = {
      name: 'compat',
      onePerHost: compat.onePerHost,
      canBeCutShort: false,
      partName: (_: unknown, host: string) => hostPartName(host),
    };
    return processWorker(context, traits, (rows, host) => {
      const words = [...originalArguments(context, rows), ...ourOptions(context, host)];
      return `${context.commandOn(host)} ${quoteCommand(words)}`;
    });
  },
};
