import { quoteCommand } from '@task-distributor/remote';
import { commandFor } from './command-for.ts';
import { originalArguments } from './original-arguments.ts';
import { leftOutByHand, optionsByHand } from './our-options.ts';
import type { WorkerKind } from './worker-kind.ts';

/** What runs on a host if td-worker renders there. @param flags of td-worker that are always given */
export function tdWorkerOnHost(...flags: string[]): WorkerKind['onHost'] {
  return {
    needsJobFolder: true,
    runs: () => 'td-worker',
    remarks: () => [leftOutByHand],
    byHand(context, rows, host) {
      const own = [...flags, '--host', host.name, ...optionsByHand(context, host)];
      const words = quoteCommand([...originalArguments(context, rows), ...own]);
      return commandFor(context.launcher, host, `${context.commandOn(host)} ${words}`);
    },
  };
}
