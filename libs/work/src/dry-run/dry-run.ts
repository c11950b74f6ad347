import { resolve } from 'node:path';
import { type Band, randomSuffix, rowsOf } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '@task-distributor/remote';
import { createLauncher } from '../create-launcher.ts';
import { workerContext } from '../job/job-worker.ts';
import { plannedFacts } from '../job/open-planned-job.ts';
import { refuseEarlierJob } from '../job/refuse-earlier-job.ts';
import { SlotsInUse } from '../job/slots-in-use.ts';
import type { DispatchPlan } from '../plans.ts';
import { workerKindFor } from '../workers/workers.ts';
import { asOneCommand } from './as-one-command.ts';
import { openByHand } from './open-by-hand.ts';
import { placeBands } from './place-bands.ts';
import { removeByHand, sendByHand } from './send-by-hand.ts';

export interface DryRunQuestion {
  readonly bands: readonly Band[];
  /** Command lines for when all parts are there. */
  readonly end: readonly string[];
}

/**
 * What would run where, as one command for a POSIX shell on this machine, of many lines: first those that open a job by hand, then one
 * for each band. Asks no host, and writes nothing.
 * @throws TdError for a job that could not begin; the signal's reason
 */
export async function dryRun(
  plan: DispatchPlan,
  { bands, end }: DryRunQuestion,
  signal: AbortSignal,
): Promise<string[]> {
  const launcher = createLauncher(plan.hosts, plan.image.scene, () => undefined);
  try {
    const { facts } = await plannedFacts(plan, launcher, signal);
    const slots = new SlotsInUse(plan.hosts, launcher);
    for await (const band of slots.count(iterate(bands))) void band;
    const isQuick = Promise.resolve(false);
    const job = { id: randomSuffix(), folder: resolve(plan.job.folder), scene: facts.scene, isQuick };
    const planned = bands.map((band) => rowsOf(band)!);
    await refuseEarlierJob(job.folder, plan.job, { facts, planned }, signal);
    const context = workerContext(plan, job, { launcher, slots }, signal);
    const { onHost } = workerKindFor(plan.worker);
    const placed = placeBands(bands, plan.hosts, launcher);
    const isHere = (host: HostAddress): boolean => launcher.wayTo(host).isHere;
    const hosts = unique(placed.map(({ host }) => host));
    const bare = hosts.filter((host) => onHost.runs(nothingKnown, isHere(host)) === 'bare');
    const sent = bare.filter((host) => !isHere(host));
    const isFree = bands.some(({ host }) => host === null) && plan.hosts.listed.length > 1;
    return [
      ...onHost.remarks(!hosts.every(isHere)).map(comment),
      ...(isFree
        ? [comment('A band goes to the host that is free first. Here, each host has its turn.')]
        : []),
      ...asOneCommand([
        openByHand(job.folder, plan.job),
        ...(sent.length === 0 ? [] : await sendByHand(context, sent)),
        ...placed.map(({ band, host }) => onHost.byHand(context, rowsOf(band)!, host)),
        ...removeByHand(context, bare),
        ...end,
      ]),
    ];
  } finally {
    await launcher.close();
  }
}

function comment(text: string): string {
  return `# ${text}`;
}

function unique(hosts: readonly HostAddress[]): HostAddress[] {
  return [...new Map(hosts.map((host) => [formatHostAddress(host), host])).values()];
}

async function* iterate<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** Of a host that nobody has looked at. */
const nothingKnown = { worker: null, seesJob: false };
