import { Command, settingsCommand, UsageError, writeLine } from '@task-distributor/cli';
import { reportOf } from '@task-distributor/report';
import { readRuns } from '../report/read-runs.ts';
import { checkedFormat, writeReport } from '../report/write-report.ts';

export class ReportCommand extends settingsCommand('td-report') {
  static override usage = Command.Usage({
    description: 'Report how long runs have taken, and how fast they were with more hosts',
    details: `
      Reads joblogs, logs of the original's benchmark, and folders: of a job, or of such logs. For one run, reports what each
      host has done, how long it had nothing to do, and how good the estimate was. For several, compares the runs of each
      image by their numbers of hosts: the times of the three phases, speedup, efficiency and serial fraction.

      Files are compared with each other. Each folder with logs is compared only with itself, so that the tables of two folders
      stand one below the other.
    `,
    examples: [
      ['What each host has done', 'td-master -x 800 -y 600 --hosts hosts.txt --joblog log && $0 log'],
      ['A page with the time line of the hosts', '$0 log -o report.html'],
      ['Runs with 1, 2 and 4 hosts', '$0 one.joblog two.joblog four.joblog'],
      ["Our runs and the original's, one below the other", '$0 ours/ theirs/'],
    ],
  });

  async execute(): Promise<number> {
    const { output, average } = this.settings;
    const { operands } = this.context;
    const format = checkedFormat('-o', output);
    if (operands.length === 0) throw new UsageError('Expected JOBLOG or FOLDER, got none');
    const report = reportOf(await readRuns(operands, (line) => this.warn(line)), average);
    if (output === '-') await writeLine(this.context, format(report));
    else await writeReport('-o', output, report);
    return 0;
  }
}
