import { Command, Option, TdCommand, UsageError } from '@task-distributor/cli';
import { hostname } from 'node:os';
import { InputError, isHostName, TdError } from '@task-distributor/band';
import { checkPovrayOptions, findPovray } from '@task-distributor/render';
import { parseJobArguments } from '../job-arguments.ts';
import { followLifeline } from '../lifeline.ts';
import { bandReporter } from '../band-reporter.ts';
import { renderBand } from '../render-band.ts';

export class WorkerCommand extends TdCommand {
  static override synopsis =
    'N FOLDER/ FILE +FN +W800 +H600 +O/tmp/ +SR151 +ER300 JOB-FOLDER LOCKFILE [--band] [--host NAME] [--job ID] [--lifeline] [--progress] [--povray PATH] [-- POV-RAY OPTIONS]';
  static override takesWordsAfterDashes = true;
  static override usage = Command.Usage({
    description: 'Render one band and put its part into the job folder',
    details: `
      Takes the original worker's eleven arguments: number of nodes, scene folder, scene file, output format, width,
      height, output folder (not used: nothing is written outside the job folder), first row, last row, job folder,
      lockfile. Runs POV-Ray, cuts the rows out while they come, puts the part into the job folder in one step, and then
      appends its line to the lockfile.

      It fails rather than leaving something that is not right: then there is no part and no line, and one line on stderr
      says why.
    `,
    examples: [
      [
        'What the original master runs on pi111',
        '$0 4 /scenes/ blob.pov +FN +W800 +H600 +O/tmp/ +SR151 +ER300 /glusterfs/povray /glusterfs/povray/lockfile',
      ],
      [
        'With anti-aliasing, and a part named by its rows',
        '$0 4 /scenes/ blob.pov +FN +W800 +H600 +O/tmp/ +SR151 +ER300 /glusterfs/povray /glusterfs/povray/lockfile --band -- +A0.3',
      ],
    ],
  });

  words = Option.Rest({ name: 'ARGUMENTS' });
  band = Option.Boolean('--band', false, {
    description: 'name the part by its rows (rows-000151-000300.png), and tell the rows in the lockfile',
  });
  host = Option.String('--host', { description: 'what this host is called; else its own name' });
  job = Option.String('--job', { description: 'publish only while the job folder holds the job of this ID' });
  lifeline = Option.Boolean('--lifeline', false, {
    description: 'stop when stdin ends, or is silent for 15 s',
  });
  progress = Option.Boolean('--progress', false, {
    description:
      'write running lines on stdout, once a second, then ended with bytes and times, or failed where trying again is no use',
  });
  povray = Option.String('--povray', {
    description: 'the POV-Ray to run; else TD_POVRAY, povray, the original path',
  });

  async execute(): Promise<number> {
    const { env, signal, afterDashes } = this.context;
    const request = parseJobArguments(this.words);
    const host = this.host ?? hostname();
    if (!isHostName(host)) throw new InputError(`--host: Expected a host's name, got "${host}"`);
    if (this.job === '') throw new UsageError('--job: Expected an ID, got an empty word');
    const options = afterDashes ?? [];
    checkPovrayOptions(options);
    const povray = findPovray(this.povray, env);
    const lifeline = this.lifeline ? followLifeline(this.context.stdin) : null;
    const report = this.progress ? bandReporter(this.context, request.rows, host) : null;
    try {
      const rendered = await renderBand(
        { ...request, host, povray, options, namedByRows: this.band, job: this.job ?? null },
        (progress) => report?.running(progress),
        lifeline ? AbortSignal.any([signal, lifeline.signal]) : signal,
      );
      report?.ended(rendered);
    } catch (error) {
      if (error instanceof TdError && error.code === 'E_SCENE_WRONG') report?.failed(error.message);
      throw error;
    } finally {
      lifeline?.stop();
    }
    return 0;
  }
}
