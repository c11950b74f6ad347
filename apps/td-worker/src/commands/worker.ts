import { TdError } from '@task-distributor/band';
import { Command, settingsCommand } from '@task-distributor/cli';
import { checkPovrayOptions, findPovray } from '@task-distributor/render';
import { bandReporter } from '../band-reporter.ts';
import { parseJobArguments } from '../job-arguments.ts';
import { followLifeline } from '../lifeline.ts';
import { type BandRequest, renderBand } from '../render-band.ts';
import { thisHost } from '../this-host.ts';

export class WorkerCommand extends settingsCommand('td-worker') {
  static override usage = Command.Usage({
    description: 'Render one band and put its part into the job folder',
    details: `
      Takes the original worker's eleven arguments: number of nodes, scene folder, scene file, output format, width,
      height, output folder (not used: nothing is written outside the job folder), first row, last row, job folder,
      lockfile. Runs POV-Ray, cuts the rows out while they come, puts the part into the job folder in one step, and then
      appends its line to the lockfile.

      When something is not right it fails: then there is no part and no line, and one line on stderr says why.
    `,
    examples: [
      [
        'What the original master runs on pi111',
        '$0 4 /scenes/ blob.pov +FN +W800 +H600 +O/tmp/ +SR151 +ER300 /glusterfs/povray /glusterfs/povray/lockfile',
      ],
      [
        'With anti-aliasing, and a part that is named after its rows',
        '$0 4 /scenes/ blob.pov +FN +W800 +H600 +O/tmp/ +SR151 +ER300 /glusterfs/povray /glusterfs/povray/lockfile --band -- +A0.3',
      ],
    ],
  });

  async execute(): Promise<number> {
    const request = this.#request();
    const { lifeline: hasLifeline, progress } = this.settings;
    const { signal } = this.context;
    const lifeline = hasLifeline ? followLifeline(this.context.stdin) : null;
    const report = progress ? bandReporter(this.context, request.rows, request.host) : null;
    try {
      const rendered = await renderBand(
        request,
        (pixels) => report?.running(pixels),
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

  #request(): BandRequest {
    const { env, operands, afterDashes } = this.context;
    const { host, job, band, povray } = this.settings;
    const jobArguments = parseJobArguments(operands);
    const options = afterDashes ?? [];
    checkPovrayOptions(options);
    // It reads TD_POVRAY itself.
    const asked = this.allSettings.sources.povray === 'command line' ? povray : null;
    const program = findPovray(asked ?? undefined, env as NodeJS.ProcessEnv);
    return { ...jobArguments, host: host ?? thisHost(), povray: program, options, namedByRows: band, job };
  }
}
