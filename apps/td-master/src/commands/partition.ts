import { Command, settingsCommand, writeBands } from '@task-distributor/cli';
import { partition } from '@task-distributor/partition';
import { partitionPlan } from '../plans.ts';
import { readCosts } from '../read-costs.ts';
import { readHosts } from '../read-hosts.ts';

export class PartitionCommand extends settingsCommand('td-partition') {
  static override usage = Command.Usage({
    description: "Cut an image's rows into bands",
    details: `
      Prints one line for each band, top to bottom: first row, last row, host, state, info, separated by tabs. Rows are
      counted from 1, and both ends are included. The bands cover all rows. They differ by at most one row, unless --grid
      limits where they may end. With --cost, they take equal time instead; with --weights, faster hosts get more.
    `,
    examples: [
      ['Four bands of an image of 600 rows', '$0 -n 4 -y 600'],
      ['One band for each host', '$0 -y 600 --hosts pi110,pi111,pi112'],
      ['Bands that take equal time', 'td-probe --scene blob.pov -x 800 -y 600 | $0 -n 4 -y 600 --cost -'],
      ['In a shell loop', '$0 -n 4 -y 600 | while read -r first last rest; do echo "$first to $last"; done'],
    ],
  });

  async execute(): Promise<number> {
    const { hosts, weights, user, cost, height, json } = this.settings;
    const listed = await readHosts(hosts, weights, user);
    const costs = cost === null ? null : await readCosts(cost, height, this.context);
    const plan = partitionPlan(this.settings, listed, costs);
    await writeBands(partition(plan), this.context, { json });
    return 0;
  }
}
