import { type Band, bandsOf, exitCodes, observe } from '@task-distributor/band';
import {
  Command,
  Joblog,
  Notices,
  progressView,
  readBands,
  settingsCommand,
  writeBands,
  writeLine,
} from '@task-distributor/cli';
import { JobLog } from '@task-distributor/lockfile';
import { dryRun, withDispatch } from '@task-distributor/work';
import { dispatchView } from '../dispatch-view.ts';
import { countBands, Failures } from '../failures.ts';
import { howToResume, withWayToResume } from '../how-to-resume.ts';
import { joblogJobOf } from '../joblog-job.ts';
import { dispatchPlan } from '../plans.ts';
import { readHosts } from '../read-hosts.ts';

export class DispatchCommand extends settingsCommand('td-dispatch') {
  static override usage = Command.Usage({
    description: 'Start a worker for each band that comes in',
    details: `
      Opens a job in FOLDER, reads bands from stdin, and starts a worker for each band as soon as the band is read and its
      host is free. Prints the state of each band: started, running with percent, ended when the worker has succeeded,
      failed with the reason. A band that fails is tried again, while the other bands continue. Words after -- are passed to
      POV-Ray unchanged.

      Runs until its workers have exited. If it fails or is interrupted, it stops the workers and removes the lockfile. Whole
      parts are kept, and --resume continues with them.

      A host without td-worker, or without the job folder, is sent the scene and only runs POV-Ray: then td-dispatch does the
      worker's work.
    `,
    examples: [
      [
        'Four bands on this machine',
        'td-partition -n 4 -y 600 | $0 -x 800 -y 600 -p /tmp/job --scene blob.pov | td-wait -p /tmp/job | td-compose -y 600 -o blob.png',
      ],
      [
        'Over SSH, a band for each host of a list',
        'td-partition -y 600 --hosts hosts.txt | $0 -x 800 -y 600 -p /glusterfs/povray --scene blob.pov',
      ],
      ['With anti-aliasing', '$0 -x 800 -y 600 -p /tmp/job --scene blob.pov -- +A0.3 < bands'],
    ],
  });

  async execute(): Promise<number> {
    const start = performance.now();
    const { hosts, weights, user, joblog, json, quiet, resume } = this.settings;
    const { afterDashes, signal } = this.context;
    const plan = dispatchPlan(this.settings, await readHosts(hosts, weights, user), afterDashes ?? []);
    const input = readBands(this.context);
    if (this.settings.dryRun) {
      const bands: Band[] = [];
      for await (const band of input) bands.push(band);
      const lines = await dryRun(plan, { bands, end: [] }, signal);
      for (const line of lines) await writeLine(this.context, `${line}\n`);
      return exitCodes.done;
    }
    const auto = { terminal: 'none', elsewhere: 'none' } as const;
    const progress = await progressView(
      { style: this.settings.progressStyle, auto, isQuiet: this.settings.quiet },
      this.place,
    );
    const { notify } = progress;
    const failures = new Failures();
    const see = (band: Band): void => failures.see(band);
    try {
      await withDispatch(plan, { notify }, signal, async ({ dispatch }) => {
        const onError = ({ message }: Error): void => notify(message);
        const job = joblogJobOf(plan, start);
        const record = joblog === null ? [] : [new Joblog(joblog, { job, append: resume, onError })];
        const log = plan.worker.compat ? [] : [new JobLog(notify, signal)];
        const view = dispatchView(progress.observer(), hosts !== null);
        const shown = [new Notices(notify, quiet), view];
        const events = observe(dispatch(input), [...shown, ...record, ...log]);
        await writeBands(bandsOf(events), this.records, { json, see });
      });
    } catch (error) {
      throw withWayToResume(error, plan, signal);
    }
    if (failures.count === 0) return exitCodes.done;
    this.warn(`${countBands(failures.count)} failed; ${howToResume(plan)}`);
    return exitCodes.failed;
  }
}
