import { Command, settingsCommand, writeLine } from '@task-distributor/cli';
import {
  type HostsProbePlan,
  probe,
  probeOnHosts,
  type ProbePlan,
  type ProbeResult,
} from '@task-distributor/work';
import { cutShares } from '../cut-shares.ts';
import { hostsProbeLines, probeLines } from '../probe-lines.ts';
import { hostsProbePlan, probePlan } from '../probe-plan.ts';
import { readHosts } from '../read-hosts.ts';

export class ProbeCommand extends settingsCommand('td-probe') {
  static override usage = Command.Usage({
    description: 'Estimate how long the rows of an image take',
    details: `
      Renders a small copy of the image and, if that took little time, a larger one. Prints one line for each strip of rows of
      the whole image: first row, last row, and the estimated seconds of one processor of this machine, separated by tabs. That
      is what td-partition --cost reads. Lines with # are remarks.

      With --hosts, the hosts render the small pictures in parallel. The seconds are those of one processor of the first host,
      and remarks say how fast each host is.
    `,
    examples: [
      ['Bands that take equal time', '$0 --scene blob.pov -x 800 -y 600 | td-partition -n 4 -y 600 --cost -'],
      [
        'With the small picture, and anti-aliasing',
        '$0 --scene blob.pov -x 800 -y 600 -o small.png -- +A0.3',
      ],
      ['On the hosts themselves', '$0 --scene /glusterfs/blob.pov -x 800 -y 600 --hosts hosts.txt'],
    ],
  });

  async execute(): Promise<number> {
    const { signal, afterDashes } = this.context;
    const settings = this.allSettings;
    const options = afterDashes ?? [];
    const listed = await readHosts(settings.values.hosts, null, settings.values.user);
    const lines =
      listed.length === 0
        ? await this.#probeHere(probePlan(settings, options), signal)
        : await this.#probeHosts(hostsProbePlan(settings, listed, options), signal);
    for (const line of lines) await writeLine(this.context, `${line}\n`);
    return 0;
  }

  async #probeHere(plan: ProbePlan, signal: AbortSignal): Promise<Iterable<string>> {
    let result: ProbeResult | null = null;
    for await (const better of probe(plan, {}, signal)) result = better;
    return probeLines(result!, plan.request);
  }

  async #probeHosts(plan: HostsProbePlan, signal: AbortSignal): Promise<Iterable<string>> {
    const warn = (line: string): void => this.warn(line);
    return hostsProbeLines(await probeOnHosts(plan, { cut: cutShares, warn }, signal), plan.image);
  }
}
