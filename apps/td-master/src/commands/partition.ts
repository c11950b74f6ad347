import { Command, settingsCommand, writeBands } from '@task-distributor/cli';
import { partition } from '@task-distributor/partition';
import { partitionPlan } from '../plans.ts';
import { readHosts } from '../read-hosts.ts';

export class PartitionCommand extends settingsCommand('td-partition') {
  static override usage = Command.Usage({
    description: "Cut an image's rows into bands",
    details: `
      Prints one line for each band, top to bottom: first row, last row, host, state, info, separated by tabs. Rows are
      counted from 1, and both ends are included. The bands cover all rows and differ by at most one row.
    `,
    examples: [
      ['Four bands of an image of 600 rows', '$0 -n 4 -y 600'],
      ['One band for each host', '$0 -y 600 --hosts pi110,pi111,pi112'],
      ['In a shell loop', '$0 -n 4 -y 600 | while read -r first last rest; do echo "$first to $last"; done'],
    ],
  });

  async execute(): Promise<number> {
    const { hosts, json } = this.settings;
    const plan = partitionPlan(this.settings, await readHosts(hosts));
    await writeBands(partition(plan), this.context, { json });
    return 0;
  }
}
