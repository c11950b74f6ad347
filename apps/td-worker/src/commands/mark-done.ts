import { Command, settingsCommand } from '@task-distributor/cli';
import { lockfilePath, markDone } from '@task-distributor/lockfile';
import { thisHost } from '../this-host.ts';

export class MarkDoneCommand extends settingsCommand('td-mark-done') {
  static override usage = Command.Usage({
    description: 'Record in the lockfile that a part is finished',
    details: `
      Appends one line to FOLDER/lockfile: the host, date and time, and with --rows the rows. Fails if there is no lockfile,
      because then no job is open; it never creates one. Run it when the whole part is in the folder.
    `,
    examples: [
      ["As the original's worker: pi111 2026_11_22_12:00:00", '$0 -p /glusterfs/povray'],
      ['For a band', '$0 -p /glusterfs/povray --host pi111 --rows 151-300'],
    ],
  });

  async execute(): Promise<number> {
    const { folder, rows, job } = this.settings;
    const { signal } = this.context;
    const host = this.settings.host ?? thisHost();
    const line = rows === null ? { host } : { host, rows };
    await markDone(lockfilePath(folder), line, job === null ? { signal } : { job, signal });
    return 0;
  }
}
