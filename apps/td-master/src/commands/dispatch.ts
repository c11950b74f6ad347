import { describeBand, exitCodes, TdError } from '@task-distributor/band';
import {
  Command,
  Option,
  readBands,
  requireOption,
  stopReason,
  UsageError,
  writeBands,
} from '@task-distributor/cli';
import { readHostList } from '@task-distributor/remote';
import { createLaunchers } from '../launchers.ts';
import { openDispatch } from '../open-dispatch.ts';
import { howToResume, runDispatch } from '../run-dispatch.ts';
import { WorkerOptionsCommand } from '../worker-options.ts';

export class DispatchCommand extends WorkerOptionsCommand {
  static override synopsis =
    '-x WIDTH -y HEIGHT -p FOLDER --scene FILE [--hosts LIST|FILE] [--via WAY] [--accept-new] [--jobs N] [--worker COMMAND] [--worker-kind KIND] [--worker-folder FOLDER] [--compat] [--retries N] [--reassign] [--timeout SECONDS] [--stall SECONDS] [--resume] [--joblog FILE] [-f|--join] [--json] [-- POV-RAY OPTIONS]';
  static override takesWordsAfterDashes = true;
  static override usage = Command.Usage({
    description: 'Start a worker for each band that comes in',
    details: `
      Opens a job in FOLDER, reads bands from stdin, starts a worker for each as soon as it is read and its host is free,
      and says on stdout what becomes of it: started, running with percent, ended when the worker has exited well, failed
      with the reason. A band that fails is tried again; the other bands go on. Words after -- reach POV-Ray unchanged.

      It stays until its workers have ended. When it fails or is interrupted it stops them and releases the lockfile;
      parts that are whole stay, and --resume goes on from there.
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

  scene = Option.String('--scene', { description: 'the POV-Ray scene; over SSH, its path on the hosts' });
  reassign = Option.Boolean('--reassign', false, {
    description: 'try a band whose host has failed on another one of --hosts, or of the bands',
  });
  join = Option.Boolean('--join', false, { description: 'use the lockfile that somebody else has created' });
  json = Option.Boolean('--json', false, { description: 'write JSON lines' });

  async execute(): Promise<number> {
    if (this.force > 0 && this.join) throw new UsageError('Expected -f or --join, got both');
    const { signal } = this.context;
    const listed = this.hosts === undefined ? [] : await readHostList(this.hosts);
    const scene = requireOption(this.scene, '--scene FILE');
    const request = this.dispatchRequest({ scene, listed, join: this.join, reassign: this.reassign });
    const bands = readBands(this.context);
    const job = await openDispatch(request, signal);
    let failures = 0;
    const notify = (message: string) => this.say(message);
    const launchers = createLaunchers(request.via, request.acceptNew, notify);
    const said = runDispatch(bands, request, job, launchers, notify, signal);
    try {
      await writeBands(said, this.context, {
        json: this.json,
        see: (band) => {
          if (band.state !== 'failed') return;
          failures += 1;
          this.say(`${describeBand(band)}: ${band.info ?? 'failed'}`);
        },
      });
    } catch (error) {
      const stop = stopReason(error, signal);
      throw stop ? new TdError(`${stop.message}; ${howToResume}`, { code: stop.code, cause: error }) : error;
    }
    if (failures === 0) return exitCodes.done;
    this.say(`${failures === 1 ? '1 band' : `${failures} bands`} failed; ${howToResume}`);
    return exitCodes.failed;
  }
}
