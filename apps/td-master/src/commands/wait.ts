import { bandsOf, exitCodes, observe, TdError } from '@task-distributor/band';
import { Command, progressView, readBands, settingsCommand, writeBands } from '@task-distributor/cli';
import { waitForBands, waitForHosts } from '@task-distributor/lockfile';
import { countBands, Failures } from '../failures.ts';
import { waitPlan } from '../plans.ts';

export class WaitCommand extends settingsCommand('td-wait') {
  static override usage = Command.Usage({
    description: "Wait for the bands' lines in the lockfile",
    details: `
      Reads bands from stdin, or takes host names, and follows FOLDER/lockfile. Prints each band as done, with the path of
      its part, as soon as its line and its part exist. Hosts are printed in the given order. Bands that have failed are
      passed on, and then the exit code is 1. It never changes the folder.
    `,
    examples: [
      ['As the third of four steps', '... | $0 -p /tmp/job | td-compose -y 600 -o blob.png'],
      ["For the original's workers", '$0 -p /glusterfs/povray pi110 pi111 pi112'],
    ],
  });

  async execute(): Promise<number> {
    const { operands: hosts, signal } = this.context;
    const plan = waitPlan(this.settings);
    const failures = new Failures();
    const auto = { terminal: 'none', elsewhere: 'none' } as const;
    const progress = await progressView(
      { style: this.settings.progressStyle, auto, isQuiet: this.settings.quiet },
      this.place,
    );
    const events =
      hosts.length > 0
        ? waitForHosts(hosts, plan, signal)
        : waitForBands(failures.noteInput(readBands(this.context)), plan, signal);
    const bands = bandsOf(observe(events, [progress.observer()]));
    try {
      const see = failures.see.bind(failures);
      await writeBands(bands, this.records, { json: this.settings.json, see });
    } finally {
      failures.report((message) => this.warn(message));
    }
    if (failures.isEmpty)
      throw new TdError('Expected at least one band on stdin, got none', { code: 'E_EMPTY' });
    if (failures.count === 0) return exitCodes.done;
    this.warn(`${countBands(failures.count)} ${failures.count === 1 ? 'has' : 'have'} failed`);
    return exitCodes.failed;
  }
}
