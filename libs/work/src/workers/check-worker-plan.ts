import { InputError } from '@task-distributor/band';
import { formatHostAddress } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { createLauncher } from '../create-launcher.ts';
import type { DispatchPlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import { workerKindFor } from './workers.ts';

/** @throws InputError for a plan that its worker or its renderer cannot carry out */
export function checkWorkerPlan(plan: DispatchPlan): void {
  workerKindFor(plan.worker).checkPlan(plan);
  // Files that are missing here may be on the hosts. Opening the job knows whether there are others.
  rendererFor(plan.image.scene).refuse(plan.image, surroundingsOfProcess(), false);
}

/** @throws InputError if the image cannot be cut into bands */
export function checkCanBeCut({ image }: DispatchPlan): void {
  const reason = rendererFor(image.scene).cuts.whyNot(image.options, surroundingsOfProcess());
  if (reason !== null) throw new InputError(reason);
}

/**
 * @param count number of bands
 * @throws InputError if the worker needs bands that name their hosts
 */
export function checkBandsWithoutHosts({ worker, hosts }: DispatchPlan, count: number): void {
  const { onePerHost, whyMeant } = workerKindFor(worker);
  if (onePerHost === null) return;
  const expected =
    hosts.listed.length === 0
      ? 'Expected --hosts LIST|FILE, got none'
      : `Expected -n of at most ${hosts.listed.length}, the number of hosts, got ${count}`;
  throw new InputError(`${onePerHost}: ${expected}${whyMeant(worker)}`);
}

/** @throws InputError if the job folder is only on this machine, and the worker needs it on a host that is another one */
export async function checkFolderIsSeen({ worker, hosts, image }: DispatchPlan): Promise<void> {
  if (!workerKindFor(worker).onHost.needsJobFolder) return;
  const launcher = createLauncher(hosts, image.scene, () => undefined);
  const far = hosts.listed.find(({ address }) => !launcher.wayTo(address).isHere);
  await launcher.close();
  if (far === undefined) return;
  const host = formatHostAddress(far.address);
  throw new InputError(
    `-p: Expected a folder that ${host} sees at the same path, got none; with --worker auto, none is needed`,
  );
}

/** Whether a job that goes on uses its finished bands again: parts that are named after hosts do not say which rows they hold. */
export function keepsFinishedBands({ worker }: Pick<DispatchPlan, 'worker'>): boolean {
  return workerKindFor(worker).onePerHost === null;
}
