import { Command, settingsCommand } from '@task-distributor/cli';
import { checkFolderIsSeen } from '@task-distributor/work';
import { checkPlanOf } from '../check/check-plans.ts';
import { runCheck } from '../check/run-check.ts';
import { jobFolderOf } from '../job-folder.ts';
import { readHosts } from '../read-hosts.ts';

export class CheckCommand extends settingsCommand('td-check') {
  static override usage = Command.Usage({
    description: 'Ask hosts whether they can render a job',
    details: `
      Asks all hosts at the same time, as a job would: whether they can be reached and let you in, which POV-Ray and which
      worker they have, whether they see the job folder and the scene where that is needed, and how much memory, disk and
      processors there are. Prints a table, and what to type if something is missing. Nothing is installed, started or
      left behind.

      Exits 1 if a job would fail. A job goes on without a host that cannot be used, as long as others can.
    `,
    examples: [
      ['Before the first job', '$0 --hosts pi110,pi111,pi112'],
      [
        'With the scene and the shared folder of a job',
        '$0 --hosts hosts.txt -p /glusterfs/povray --scene blob.pov',
      ],
      [
        'Only the hosts that are ready, for --hosts',
        `$0 --hosts hosts.txt --json | jq -r 'select(.ok) | .host' > ready.txt`,
      ],
    ],
  });

  async execute(): Promise<number> {
    const { hosts, user, folder, json } = this.settings;
    const options = this.context.afterDashes ?? [];
    const listed = await readHosts(hosts, null, user);
    const job = jobFolderOf({ folder, resume: false });
    const plan = checkPlanOf(this.allSettings, listed, options, job);
    if (job.isNew) await checkFolderIsSeen(plan.dispatch);
    const warn = (line: string): void => this.warn(line);
    return runCheck(plan, { json, planned: null, own: [], warn }, this.context);
  }
}
