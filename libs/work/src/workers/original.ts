import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '@task-distributor/band';
import { hostPartName } from '@task-distributor/lockfile';
import { quoteCommand } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { DispatchPlan, WorkerPlan } from '../plans.ts';
import { commandFor } from './command-for.ts';
import { originalArguments } from './original-arguments.ts';
import { processWorker } from './process-worker.ts';
import type { WorkerKind } from './worker-kind.ts';
import { wrapOriginalWorker } from './wrap-original-worker.ts';

/**
 * The original's bash worker, which has none of our options. A wrapper stops it when its lifeline is closed. It exits 0 even
 * if it has failed.
 */
export const original: WorkerKind = {
  name: 'original',
  onePerHost: "The original's worker names its part after its host",
  onHost: {
    needsJobFolder: true,
    runs: () => 'original',
    remarks: () => ['A job wraps each worker in some lines of sh that stop it when the job ends.'],
    byHand: (context, rows, host) =>
      commandFor(
        context.launcher,
        host,
        `${context.commandOn(host)} ${quoteCommand(originalArguments(context, rows))}`,
      ),
  },
  isMeantBy: ({ kind, command }) =>
    kind === 'original' || (kind === null && command !== null && isShellScript(command)),
  whyMeant: ({ kind }) =>
    kind === null
      ? "; taken for the original's worker because of .sh: give --worker-kind ours if it is not"
      : '',
  checkPlan: refuseOptions,
  checkMachine: (plan) => refuseOtherFolder(plan.job.folder, plan.worker),
  create(context) {
    const traits = {
      name: 'original',
      onePerHost: original.onePerHost,
      canBeCutShort: false,
      partName: (_: unknown, host: string) => hostPartName(host),
    };
    return processWorker(context, traits, (rows, host) =>
      wrapOriginalWorker(`${context.commandOn(host)} ${quoteCommand(originalArguments(context, rows))}`),
    );
  },
};

/** A program whose name ends in .sh is assumed to be the original's worker. */
function isShellScript(command: string): boolean {
  const [first = '', second = ''] = command.trim().split(/\s+/);
  const program = /^(.*\/)?(ba|da|k|z)?sh$/.test(first) ? second : first;
  return program.replaceAll(/["']/g, '').endsWith('.sh');
}

function refuseOptions({ worker, image, retry }: DispatchPlan): void {
  const why = original.whyMeant(worker);
  const { name, host } = rendererFor(image.scene);
  if (worker.command === null) {
    throw new InputError('--worker-kind original: Expected --worker COMMAND too, got none');
  }
  if (worker.renderer !== null) {
    throw new InputError(
      `The original's worker has a path of its own for ${name}: leave out ${host.programOption}${why}`,
    );
  }
  if (image.options.length > 0) {
    throw new InputError(
      `The original's worker takes no ${name} options, got ${image.options.join(' ')}${why}`,
    );
  }
  if (retry.stallSeconds !== null) {
    throw new InputError(
      `The original's worker writes nothing while it renders: use --timeout instead of --stall${why}`,
    );
  }
}

/** The original's worker ignores its job folder argument, and always puts its part into the same folder. */
async function refuseOtherFolder(folder: string, worker: WorkerPlan): Promise<void> {
  const [ours, theirs] = await Promise.all(
    [resolve(folder), worker.folder].map((path) => realpath(path).catch(() => path)),
  );
  if (ours === theirs) return;
  throw new InputError(
    `-p: Expected ${worker.folder}, where the original's worker always puts its part, got ${ours} (--worker-folder, if your worker uses another one)${original.whyMeant(worker)}`,
  );
}
