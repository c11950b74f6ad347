import { Command, settingsCommand, writeLine } from '@task-distributor/cli';
import { probe, type ProbeResult } from '@task-distributor/work';
import { probeLines } from '../probe-lines.ts';
import { probePlan } from '../probe-plan.ts';

export class ProbeCommand extends settingsCommand('td-probe') {
  static override usage = Command.Usage({
    description: 'Estimate how long the rows of an image take',
    details: `
      Renders a small copy of the image and, if that took little time, a larger one. Prints one line for each strip of rows of
      the whole image: first row, last row, and the estimated seconds of one processor of this machine, separated by tabs. That
      is what td-partition --cost reads. Lines with # are remarks.
    `,
    examples: [
      ['Bands that take equal time', '$0 --scene blob.pov -x 800 -y 600 | td-partition -n 4 -y 600 --cost -'],
      [
        'With the small picture, and anti-aliasing',
        '$0 --scene blob.pov -x 800 -y 600 -o small.png -- +A0.3',
      ],
    ],
  });

  async execute(): Promise<number> {
    const { signal, afterDashes } = this.context;
    const plan = probePlan(this.allSettings, afterDashes ?? []);
    let result: ProbeResult | null = null;
    for await (const estimate of probe(plan, () => undefined, signal)) result = estimate;
    for (const line of probeLines(result!, plan.request)) await writeLine(this.context, `${line}\n`);
    return 0;
  }
}
