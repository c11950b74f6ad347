import { splitEvenly } from '@task-distributor/partition';
import { formatHostAddress, readHostList } from '@task-distributor/remote';
import type { Band } from '@task-distributor/band';
import {
  Command,
  Option,
  positiveInteger,
  requireOption,
  TdCommand,
  UsageError,
  writeBands,
} from '@task-distributor/cli';

export class PartitionCommand extends TdCommand {
  static override synopsis = '-n N -y HEIGHT [--hosts LIST|FILE] [--json]';
  static override usage = Command.Usage({
    description: "Cut an image's rows into bands",
    details: `
      Prints one band a line, top to bottom: first row, last row, host, state, info, separated by tabs; rows are counted
      from 1, and both ends are included. The bands cover all rows and differ by at most one row.
    `,
    examples: [
      ['Four bands of an image of 600 rows', '$0 -n 4 -y 600'],
      ['One band for each host', '$0 -y 600 --hosts pi110,pi111,pi112'],
      [
        'For a loop of the shell',
        '$0 -n 4 -y 600 | while read -r first last rest; do echo "$first to $last"; done',
      ],
    ],
  });

  nodes = Option.String('-n', {
    validator: positiveInteger,
    description: 'N bands; without it, one for each host',
  });
  height = Option.String('-y', { validator: positiveInteger, description: 'rows of the image' });
  hosts = Option.String('--hosts', {
    description: 'a file with one [slots/][user@]host[:port] a line, or a list separated by commas',
  });
  json = Option.Boolean('--json', false, { description: 'write JSON lines' });

  async execute(): Promise<number> {
    const height = requireOption(this.height, '-y HEIGHT');
    const hosts = this.hosts === undefined ? null : await readHostList(this.hosts);
    const count = requireOption(this.nodes ?? hosts?.length, '-n N or --hosts LIST');
    if (hosts && count > hosts.length) {
      throw new UsageError(
        `Expected -n of at most ${hosts.length}, as there are ${hosts.length} hosts, got ${count}`,
      );
    }
    if (count > height)
      throw new UsageError(`Expected at most one band for each of the ${height} rows, got ${count} bands`);
    const bands = splitEvenly(height, count).map((rows, i): Band => {
      const host = hosts?.[i];
      return { ...rows, host: host ? formatHostAddress(host.address) : null, state: '-', info: null };
    });
    await writeBands(bands, this.context, { json: this.json });
    return 0;
  }
}
