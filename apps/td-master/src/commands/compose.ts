import { resolve } from 'node:path';
import { Command, readBands, settingsCommand, UsageError } from '@task-distributor/cli';
import { checkOutputName, composeBands, type Composed, composeParts } from '@task-distributor/imaging';
import { closeJob } from '@task-distributor/lockfile';
import type { ComposePlan } from '@task-distributor/work';
import { jobBeside, jobOfBands } from '../job-of-parts.ts';
import { composePlan } from '../plans.ts';

export class ComposeCommand extends settingsCommand('td-compose') {
  static override usage = Command.Usage({
    description: 'Put the parts together',
    details: `
      Reads bands from stdin, and joins the parts of those that are done by their rows; -y gives the number of rows of the
      whole image, and all of them must be there, once. Or takes PARTs, and joins them in the order given. If a part is
      missing, damaged or of another width, it says which one and why, and writes nothing. The image appears under its name
      when it is whole.
    `,
    examples: [
      ['As the last of four steps', '... | td-wait -p /tmp/job | $0 -y 600 -o blob.png'],
      [
        "Parts of the original's workers",
        '$0 -o blob.png /glusterfs/povray/pi110.png /glusterfs/povray/pi111.png',
      ],
    ],
  });

  async execute(): Promise<number> {
    const { operands: parts, stdout } = this.context;
    const plan = composePlan(this.settings, parts);
    if (plan.output !== '-') checkOutputName(plan.output);
    else if ((stdout as Partial<NodeJS.WriteStream>).isTTY) {
      throw new UsageError('Expected -o FILE or a pipe for the image, got a terminal');
    }
    const composed = await (parts.length > 0 ? this.#composeParts(plan) : this.#composeBands(plan));
    if (plan.clean !== null) await closeJob(resolve(plan.clean), composed.parts);
    return 0;
  }

  async #composeParts(plan: ComposePlan): Promise<Composed> {
    const { operands: parts, signal } = this.context;
    const height = plan.height === null ? {} : { height: plan.height };
    const job = await jobBeside(parts[0]!);
    return composeParts(parts, { ...this.#options(plan), ...height, job }, signal);
  }

  async #composeBands(plan: ComposePlan): Promise<Composed> {
    const { signal } = this.context;
    const { bands, job } = await jobOfBands(readBands(this.context), signal);
    return composeBands(bands, { ...this.#options(plan), height: plan.height!, job }, signal);
  }

  #options({ output, verify, clean }: ComposePlan) {
    const target = output === '-' ? this.context.stdout : output;
    // While the parts stay, a power cut costs nothing: the image can be composed again.
    return { output: target, verify, durable: clean !== null };
  }
}
