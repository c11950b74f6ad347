import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError, isHostName, parseRows } from '@task-distributor/band';
import { Command, Option, requireOption, TdCommand, UsageError } from '@task-distributor/cli';
import { markDone } from '@task-distributor/lockfile';

export class MarkDoneCommand extends TdCommand {
  static override synopsis = '-p FOLDER [--host NAME] [--rows A-B] [--job ID]';
  static override usage = Command.Usage({
    description: 'Say in the lockfile that a part is there',
    details: `
      Appends one line to FOLDER/lockfile: the host, date and time, and with --rows the rows. Without a lockfile no job is
      open, and it fails: it never creates one. To be run after the part is in the folder, whole.
    `,
    examples: [
      ["As the original's worker: pi111 2026_11_22_12:00:00", '$0 -p /glusterfs/povray'],
      ['For a band', '$0 -p /glusterfs/povray --host pi111 --rows 151-300'],
    ],
  });

  folder = Option.String('-p', { description: 'the job folder' });
  host = Option.String('--host', { description: "the host that has finished; else this machine's name" });
  rows = Option.String('--rows', { description: 'the rows of the part: 151-300' });
  job = Option.String('--job', { description: 'only while the job folder holds the job of this ID' });

  async execute(): Promise<number> {
    const folder = requireOption(this.folder, '-p FOLDER');
    const host = this.host ?? hostname();
    if (!isHostName(host)) throw new InputError(`--host: Expected a host's name, got "${host}"`);
    const rows = this.rows === undefined ? null : parseRows(this.rows);
    if (rows === null && this.rows !== undefined) {
      throw new InputError(`--rows: Expected first and last row, such as 151-300, got "${this.rows}"`);
    }
    if (this.job === '') throw new UsageError('--job: Expected an ID, got an empty word');
    const { signal } = this.context;
    await markDone(
      join(folder, 'lockfile'),
      rows ? { host, rows } : { host },
      this.job ? { job: this.job, signal } : { signal },
    );
    return 0;
  }
}
