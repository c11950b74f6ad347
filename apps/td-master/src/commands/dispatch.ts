import { type Band, describeBand, exitCodes, TdError } from '@task-distributor/band';
import { Command, readBands, settingsCommand, stopReason, writeBands } from '@task-distributor/cli';
import { dispatchRequest } from '../dispatch-request.ts';
import { countBands } from '../failures.ts';
import { createLaunchers } from '../launchers.ts';
import { openDispatch } from '../open-dispatch.ts';
import { dispatchPlan } from '../plans.ts';
import { readHosts } from '../read-hosts.ts';
import { howToResume, runDispatch } from '../run-dispatch.ts';

export class DispatchCommand extends settingsCommand('td-dispatch') {
  static override usage = Command.Usage({
    description: 'Start a worker for each band that comes in',
    details: `
      Opens a job in FOLDER, reads bands from stdin, starts a worker for each band as soon as it is read and its host is
      free, and prints what becomes of it: started, running with percent, ended when the worker has succeeded, failed with
      the reason. A band that fails is tried again; the other bands go on. Words after -- reach POV-Ray unchanged.

      It stays until its workers have exited. When it fails or is interrupted it stops them and removes the lockfile; parts
      that are whole stay, and --resume continues from there.
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
    const { hosts, joblog, json } = this.settings;
    const { afterDashes, signal } = this.context;
    const plan = dispatchPlan(this.settings, await readHosts(hosts), afterDashes ?? []);
    const request = dispatchRequest(plan, joblog);
    const input = readBands(this.context);
    const job = await openDispatch(request, signal);
    let failures = 0;
    const see = (band: Band) => {
      if (band.state !== 'failed') return;
      failures += 1;
      this.say(`${describeBand(band)}: ${band.info ?? 'failed'}`);
    };
    const notify = (message: string) => this.say(message);
    const launchers = createLaunchers(plan.hosts.via, plan.hosts.acceptNew, notify);
    try {
      const output = runDispatch(input, request, job, launchers, notify, signal);
      await writeBands(output, this.context, { json, see });
    } catch (error) {
      const stop = stopReason(error, signal);
      throw stop ? new TdError(`${stop.message}; ${howToResume}`, { code: stop.code, cause: error }) : error;
    }
    if (failures === 0) return exitCodes.done;
    this.say(`${countBands(failures)} failed; ${howToResume}`);
    return exitCodes.failed;
  }
}
