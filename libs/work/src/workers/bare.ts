import { InputError } from '@task-distributor/band';
import { bareByHand } from './bare/bare-by-hand.ts';
import { bareHosts } from './bare/bare-hosts.ts';
import { bareWorker } from './bare/bare-worker.ts';
import type { WorkerKind } from './worker-kind.ts';

/** The renderer alone on the host: this machine sends the scene, judges, cuts and publishes. */
export const bare: WorkerKind = {
  name: 'bare',
  onePerHost: null,
  onHost: {
    needsJobFolder: false,
    runs: () => 'bare',
    byHand: bareByHand,
    remarks: () => [
      'A job sends the scene to a cache, chooses threads and memory for each host, and keeps the state of each render.',
    ],
  },
  isMeantBy: ({ kind, command, compat }) =>
    !compat && (kind === 'bare' || (kind === null && command === 'bare')),
  whyMeant: () => '',
  checkPlan({ worker }) {
    if (worker.keepState) {
      throw new InputError(
        '--keep-state needs td-worker: hosts without it keep their states themselves, since they see no job folder',
      );
    }
  },
  checkMachine: () => Promise.resolve(),
  create: (context) => bareWorker(context, bareHosts(context)),
};
