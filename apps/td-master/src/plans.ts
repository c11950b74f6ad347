import { resolve } from 'node:path';
import { type SettingValues, UsageError } from '@task-distributor/cli';
import { outputFormat } from '@task-distributor/imaging';
import type { Takeover } from '@task-distributor/lockfile';
import { type CostMap, checkPlan, type PartitionPlan } from '@task-distributor/partition';
import { formatHostAddress, type ListedHost } from '@task-distributor/remote';
import {
  checkBandsWithoutHosts,
  checkCanBeCut,
  checkWorkerPlan,
  type ComposePlan,
  type DispatchPlan,
  type RetryPlan,
  type WaitPlan,
  type WorkerPlan,
} from '@task-distributor/work';
import type { Stages } from './stages.ts';

/** The plans of td-master's four stages. */
export interface StagePlans {
  readonly partition: PartitionPlan;
  readonly dispatch: DispatchPlan;
  readonly wait: WaitPlan;
  readonly compose: ComposePlan;
}

/**
 * @param listed the hosts that `--hosts` names
 * @param options the renderer's, after `--`
 * @throws UsageError, InputError for settings that do not fit together
 */
export function plansOf(
  { partition, dispatch, wait, compose }: Stages,
  listed: readonly ListedHost[],
  options: readonly string[],
): StagePlans {
  const plans = {
    partition: partitionPlan(partition.values, listed),
    dispatch: dispatchPlan(dispatch.values, listed, options),
    wait: waitPlan(wait.values),
    compose: composePlan(compose.values, []),
  };
  if (plans.partition.count > 1) checkCanBeCut(plans.dispatch);
  if (plans.partition.hosts.length === 0) checkBandsWithoutHosts(plans.dispatch, plans.partition.count);
  return plans;
}

/**
 * @param costs of the rows; null = bands have equal numbers of rows
 * @throws UsageError if the number of bands is missing, or is not that of the weights; InputError for more bands than rows or
 *   than hosts
 */
export function partitionPlan(
  { nodes, bands, height, weights, grid }: SettingValues<'td-partition'>,
  listed: readonly ListedHost[],
  costs: CostMap | null = null,
): PartitionPlan {
  const count = bands ?? bandCount({ nodes, height }, listed);
  const named = bands === null ? listed : [];
  if (listed.length === 0 && weights !== null && weights.length !== count) {
    throw new UsageError(`--weights: Expected ${count}, one for each band, got ${weights.length}`);
  }
  const plan: PartitionPlan = {
    height,
    count,
    hosts: named.map(({ address }) => formatHostAddress(address)),
    weights: listed.length === 0 ? (weights ?? []) : named.map(({ weight }) => weight ?? 1),
    cut: costs === null ? 'even' : 'cost',
    costs,
    grid,
  };
  checkPlan(plan);
  return plan;
}

/** Without `-n`, hosts are left over where there are fewer rows. @throws UsageError if there is neither a number of bands nor a list of hosts */
export function bandCount(
  { nodes, height }: Pick<SettingValues<'td-partition'>, 'nodes' | 'height'>,
  { length }: readonly ListedHost[],
): number {
  const count = nodes ?? Math.min(length, height);
  if (count === 0) throw new UsageError('Expected -n N or --hosts LIST|FILE, got none');
  return count;
}

/** @throws InputError for settings that the worker does not support */
export function dispatchPlan(
  values: SettingValues<'td-dispatch'>,
  listed: readonly ListedHost[],
  options: readonly string[],
): DispatchPlan {
  const { width, height, scene, folder, force, join, resume } = values;
  const plan: DispatchPlan = {
    image: { width, height, scene, options },
    hosts: { listed, via: values.via, acceptNew: values.acceptNew, jobs: values.jobs },
    worker: workerPlan(values),
    send: { paths: values.send ?? [], limitBytes: values.sendLimit },
    retry: retryPlan(values),
    split: values.split,
    job: { folder, takeover: takeoverOf(force), join, resume },
  };
  checkWorkerPlan(plan);
  return plan;
}

export function workerPlan(
  values: Pick<
    SettingValues<'td-dispatch'>,
    'workerKind' | 'compat' | 'keepState' | 'preview' | 'worker' | 'renderer' | 'workerFolder'
  >,
): WorkerPlan {
  return {
    kind: values.workerKind,
    compat: values.compat,
    keepState: values.keepState,
    previews: values.preview && !values.compat,
    command: values.worker,
    renderer: values.renderer,
    folder: values.workerFolder,
  };
}

/** The folder is absolute, so that programs in any folder can use the paths of the parts. */
export function waitPlan({
  folder,
  grace,
  deadline,
}: Pick<SettingValues<'td-wait'>, 'folder' | 'grace' | 'deadline'>): WaitPlan {
  return { folder: resolve(folder), graceSeconds: grace, deadlineSeconds: deadline };
}

/**
 * @throws UsageError if bands come from stdin and the height is missing: only the height shows whether they are complete;
 *   InputError if the output's name stands for no format
 */
export function composePlan(
  {
    output,
    height,
    verify,
    folder,
  }: Pick<SettingValues<'td-compose'>, 'output' | 'height' | 'verify' | 'folder'>,
  parts: readonly string[],
): ComposePlan {
  if (height === null && parts.length === 0) {
    throw new UsageError('Expected -y HEIGHT with bands on stdin, got none');
  }
  if (output !== '-') outputFormat(output);
  return { output, height, verify, clean: folder };
}

function retryPlan({ retries, reassign, timeout, stall }: SettingValues<'td-dispatch'>): RetryPlan {
  return { retries, reassign, timeoutSeconds: timeout, stallSeconds: stall };
}

/** @param force number of `-f` options */
function takeoverOf(force: number): Takeover {
  if (force === 0) return 'none';
  return force === 1 ? 'dead' : 'living';
}
