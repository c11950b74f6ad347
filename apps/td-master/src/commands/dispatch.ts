import { describeBand, exitCodes } from '@task-distributor/band';
import {
  Command,
  Option,
  positiveInteger,
  readBands,
  requireOption,
  TdCommand,
  UsageError,
  writeBands,
} from '@task-distributor/cli';
import { openDispatch, runDispatch, takeoverOf } from '../run-dispatch.ts';
import { checkVia } from '../check-via.ts';

export class DispatchCommand extends TdCommand {
  static override synopsis =
    '-x WIDTH -y HEIGHT -p FOLDER --scene FILE [--via local] [--jobs N] [--worker COMMAND] [-f|--join] [--json] [-- POV-RAY OPTIONS]';
  static override takesWordsAfterDashes = true;
  static override usage = Command.Usage({
    description: 'Start a worker for each band that comes in',
    details: `
      Opens a job in FOLDER, reads bands from stdin, starts a worker for each as soon as it is read, and says on stdout
      what becomes of it: started, running with percent, ended when the worker has exited well, failed with the reason.
      Words after -- reach POV-Ray unchanged.

      It stays until its workers have ended. When it fails or is interrupted it stops them and releases the lockfile;
      parts that are whole stay.
    `,
    examples: [
      [
        'Four bands on this machine',
        'td-partition -n 4 -y 600 | $0 -x 800 -y 600 -p /tmp/job --scene blob.pov | td-wait -p /tmp/job | td-compose -y 600 -o blob.png',
      ],
      ['With anti-aliasing', '$0 -x 800 -y 600 -p /tmp/job --scene blob.pov < bands -- +A0.3'],
    ],
  });

  width = Option.String('-x', { validator: positiveInteger, description: 'columns of the image' });
  height = Option.String('-y', { validator: positiveInteger, description: 'rows of the image' });
  folder = Option.String('-p', { description: 'the job folder: for the lockfile and the parts' });
  scene = Option.String('--scene', { description: 'the POV-Ray scene' });
  via = Option.String('--via', {
    description: 'how workers are started: local, on this machine (the default)',
  });
  jobs = Option.String('--jobs', {
    validator: positiveInteger,
    description: 'so many workers at once at most; local: else the number of processors',
  });
  worker = Option.String('--worker', {
    description: 'the command line of the worker; else the one that came along',
  });
  force = Option.Counter('-f', 0, {
    description: 'take over the lockfile of a job that is gone; -ff: of any job',
  });
  join = Option.Boolean('--join', false, { description: 'use the lockfile that somebody else has created' });
  json = Option.Boolean('--json', false, { description: 'write JSON lines' });

  async execute(): Promise<number> {
    checkVia(this.via);
    if (this.force > 0 && this.join) throw new UsageError('Expected -f or --join, got both');
    const { signal, afterDashes } = this.context;
    const request = {
      width: requireOption(this.width, '-x WIDTH'),
      height: requireOption(this.height, '-y HEIGHT'),
      folder: requireOption(this.folder, '-p FOLDER'),
      scene: requireOption(this.scene, '--scene FILE'),
      povrayOptions: afterDashes ?? [],
      worker: this.worker,
      jobs: this.jobs,
      takeover: takeoverOf(this.force),
      join: this.join,
    };
    const bands = readBands(this.context);
    const job = await openDispatch(request, signal);
    let failed = false;
    await writeBands(runDispatch(bands, request, job, signal), this.context, {
      json: this.json,
      see: (band) => {
        if (band.state !== 'failed') return;
        failed = true;
        this.say(`${describeBand(band)}: ${band.info ?? 'failed'}`);
      },
    });
    return failed ? exitCodes.failed : exitCodes.done;
  }
}
