import { isBand, type JobEvent } from '@task-distributor/band';
import { Command, keptNotice, readBands, settingsCommand, UsageError } from '@task-distributor/cli';
import { checkOutputName } from '@task-distributor/imaging';
import { composeFiles, composeJob } from '@task-distributor/work';
import { composePlan } from '../plans.ts';

export class ComposeCommand extends settingsCommand('td-compose') {
  static override usage = Command.Usage({
    description: 'Put the parts together',
    details: `
      Reads bands from stdin, and joins the parts of those that are done, by their rows. -y is the number of rows of the whole
      image; every row must be there exactly once. Alternatively, joins the PARTs in the given order. If a part is missing,
      damaged or of another width, the error names it and nothing is written. The image appears under its name only when it
      is whole.
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
    const { operands: parts, stdout, signal } = this.context;
    const plan = composePlan(this.settings, parts);
    if (plan.output !== '-') checkOutputName(plan.output);
    else if ((stdout as Partial<NodeJS.WriteStream>).isTTY) {
      throw new UsageError('Expected -o FILE or a pipe for the image, got a terminal');
    }
    const events =
      parts.length > 0
        ? composeFiles(parts, plan, stdout, signal)
        : composeJob(readBands(this.context), { ...plan, height: plan.height! }, stdout, signal);
    for await (const event of events) {
      const notice = noticeOf(event);
      if (notice !== null) this.warn(notice);
    }
    return 0;
  }
}

function noticeOf(event: JobEvent): string | null {
  if (isBand(event)) return null;
  if (event.type === 'closed') return keptNotice(event);
  if (event.type !== 'composed' || event.jobs < 2) return null;
  return `${event.output}: the parts are of ${event.jobs} jobs: where their scenes, files or options differ, so do their rows`;
}
