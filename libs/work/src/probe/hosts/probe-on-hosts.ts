import { resolve } from 'node:path';
import { checkHostsProbe } from './check-hosts-probe.ts';
import { createLauncher } from '../../create-launcher.ts';
import type { HostsPlan, ImagePlan, WorkerPlan } from '../../plans.ts';
import { estimate, type ProbeResult } from '../estimate.ts';
import { type CutRows, HostsMeasurer } from './hosts-measurer.ts';
import type { Member } from './host-team.ts';
import { joinPicture } from './join-picture.ts';

export interface HostsProbePlan {
  readonly image: ImagePlan;
  readonly hosts: Pick<HostsPlan, 'listed' | 'via' | 'acceptNew'>;
  readonly worker: Pick<WorkerPlan, 'command' | 'renderer'>;
  /** Seconds that each host may render for it; all together take no more than 3 % of what the image is expected to take. */
  readonly seconds: number;
  /** Where to write the small picture; null = nowhere. */
  readonly picture: string | null;
}

/** What an image costs, in seconds of a processor of the first host. */
export interface HostsProbeResult extends ProbeResult {
  /** The hosts that have rendered something, with their speeds. */
  readonly hosts: readonly Pick<Member, 'name' | 'weight'>[];
}

export interface HostsProbeHooks {
  readonly cut: CutRows;
  /** Takes one line for the user: a host has failed. */
  warn(line: string): void;
}

/**
 * Estimates what the rows of an image cost, on the hosts that are to render it, and compares the hosts.
 * @throws InputError, TdError if no host can render the scene; the signal's reason
 */
export async function probeOnHosts(
  { image, hosts, worker, seconds, picture }: HostsProbePlan,
  { cut, warn }: HostsProbeHooks,
  signal: AbortSignal,
): Promise<HostsProbeResult> {
  checkHostsProbe(image, worker.command);
  const launcher = createLauncher(hosts, image.scene, warn);
  const context = {
    image: { ...image, scene: resolve(image.scene) },
    launcher,
    worker: worker.command,
    renderer: worker.renderer,
    wantsPicture: picture !== null,
    seconds,
    warn,
  };
  try {
    const addresses = hosts.listed.map(({ address }) => address);
    const measurer = new HostsMeasurer(context, addresses, cut, signal);
    let result: ProbeResult | null = null;
    for await (const better of estimate(image, seconds, measurer)) result = better;
    if (picture !== null) await joinPicture(measurer.pieces, picture, signal);
    return { ...result!, hosts: measurer.team };
  } finally {
    await launcher.close();
  }
}
