import { faultOf, InputError, isWholeImage, linkAbort, type Rows, TdError } from '@task-distributor/band';
import { Command, settingsCommand, writeLine } from '@task-distributor/cli';
import { hostPartName, makeOpenFolder, partName } from '@task-distributor/lockfile';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import {
  checkScene,
  inexactWarning,
  type BandTarget,
  BandWork,
  BlocksWork,
  probeRows,
  surroundingsOfProcess,
  transferTestFor,
  tunedRun,
} from '@task-distributor/work';
import { type BandReporter, bandReporter } from '../band-reporter.ts';
import { type JobArguments, parseJobArguments } from '../job-arguments.ts';
import { readJobOptions, readProbeOptions } from '../job-options.ts';
import { asShortage } from '../as-shortage.ts';
import { followLifeline, type MasterRequests } from '../lifeline.ts';
import { thisHost } from '../this-host.ts';

export class WorkerCommand extends settingsCommand('td-worker') {
  static override usage = Command.Usage({
    description: 'Render one band and put its part into the job folder',
    details: `
      Takes the original worker's eleven arguments: number of nodes, scene folder, scene file, output format, width,
      height, output folder (not used: nothing is written outside the job folder), first row, last row, job folder,
      lockfile. Runs POV-Ray, crops the rows while POV-Ray writes them, puts the part into the job folder in one step, and
      then appends its line to the lockfile.

      By hand, --scene, -x, -y, --rows and -p can be given instead. Then FOLDER and its lockfile are created if they do not
      exist, and the part is named after its rows, so that td-compose can join it.

      If anything fails, it writes neither the part nor the line, and prints the reason as one line on stderr.
    `,
    examples: [
      ['By hand', '$0 --scene blob.pov -x 800 -y 600 --rows 151-300 -p job -- +A0.3'],
      [
        'What the original master runs on pi111',
        '$0 4 /scenes/ blob.pov +FN +W800 +H600 +O/tmp/ +SR151 +ER300 /glusterfs/povray /glusterfs/povray/lockfile',
      ],
      [
        'With anti-aliasing, and a part named after its rows',
        '$0 4 /scenes/ blob.pov +FN +W800 +H600 +O/tmp/ +SR151 +ER300 /glusterfs/povray /glusterfs/povray/lockfile --band -- +A0.3',
      ],
    ],
  });

  async execute(): Promise<number> {
    const { probe } = this.settings;
    if (probe !== null) return this.#probe(probe === 'picture');
    const byHand = readJobOptions(this.settings, this.context.operands);
    if (this.settings.blocks !== null && this.settings.job === null) {
      throw new InputError(
        '--blocks: Expected --job ID too, with the id in the .td-job.json of the job folder, got none',
      );
    }
    const words = byHand ?? parseJobArguments(this.context.operands);
    const isNamedAfterRows = byHand !== null && this.allSettings.sources.band === 'default';
    const target = this.#target(words, isNamedAfterRows || this.settings.band);
    const { progress, alive } = this.settings;
    const { host } = target.of(words.rows);
    const report = progress ? bandReporter(this.context, words.rows, host, alive) : null;
    try {
      const request = this.#request(words);
      // A master says it once for all its workers.
      if (byHand !== null) this.#warnIfInexact(request);
      if (byHand !== null && this.settings.job === null) {
        checkScene(request.scene);
        await makeOpenFolder(byHand.folder);
      }
      await this.#render(request, target, report);
    } catch (error) {
      if (error instanceof TdError && faultOf(error.code) !== null) report?.failed(error.message, error.code);
      throw asShortage(error);
    }
    return 0;
  }

  async #probe(wantsPicture: boolean): Promise<number> {
    const request = this.#request(readProbeOptions(this.settings, this.context.operands));
    const lines = await this.#whileWanted(noRequests, (signal) => probeRows(request, wantsPicture, signal));
    for (const line of lines) await writeLine(this.context, `${line}\n`);
    return 0;
  }

  async #render(request: RenderRequest, target: BandTarget, report: BandReporter | null): Promise<void> {
    const { work, requests } = this.#work(request, target, report);
    const rendered = await this.#whileWanted(requests, (signal) =>
      work.publish((status) => report?.running({ lastRow: null, ...status }), signal),
    );
    report?.ended(rendered);
  }

  async #whileWanted<Result>(
    requests: MasterRequests,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const lifeline = this.settings.lifeline ? followLifeline(this.context.stdin, requests) : null;
    const stop = linkAbort(this.context.signal, ...(lifeline ? [lifeline.signal] : []));
    try {
      return await work(stop.signal);
    } finally {
      stop.unlink();
      lifeline?.stop();
    }
  }

  #work(
    request: RenderRequest,
    target: BandTarget,
    report: BandReporter | null,
  ): { work: Pick<BandWork | BlocksWork, 'publish'>; requests: MasterRequests } {
    const { blocks } = this.settings;
    if (blocks !== null) {
      const work = new BlocksWork(request, fromZero(blocks), target.of(request.rows));
      return { work, requests: { cut: (last) => work.endAfter(last - 1), blocks: () => undefined } };
    }
    const work = new BandWork(request, target);
    const canBeCut = target.of(request.rows).rows !== null;
    const cut = (last: number): void => report?.split(canBeCut ? work.cutShort(last) : work.rows);
    return { work, requests: { cut, blocks: (came) => work.blocksCame(fromZero(came)) } };
  }

  #request({ scene, format, width, height, rows }: Omit<JobArguments, 'folder' | 'lockfile'>): RenderRequest {
    const renderer = rendererFor(scene);
    const options = this.context.afterDashes ?? [];
    const surroundings = surroundingsOfProcess();
    renderer.refuse({ scene, options }, surroundings, true);
    const whyNotCut = isWholeImage(rows, height) ? null : renderer.cuts.whyNot(options, surroundings);
    if (whyNotCut !== null) throw new InputError(whyNotCut);
    // The renderer reads the variable itself, so that its message can name the variable.
    const asked = this.allSettings.sources.renderer === 'command line' ? this.settings.renderer : null;
    const program = renderer.host.find(asked ?? undefined, surroundings.env);
    const isWritten = () => this.#needsImage({ program, scene, options });
    const run = tunedRun({ width, height, isWritten }, this.settings.slots, surroundings.env);
    return { program, scene, format, width, height, rows, options, run };
  }

  /** Whether the renderer has to write the image, since its blocks alone do not tell the samples. */
  #needsImage(asked: Pick<RenderRequest, 'program' | 'scene' | 'options'>): boolean {
    if (this.settings.blocks !== null) return false;
    return this.settings.job === null || transferTestFor(asked, surroundingsOfProcess()) === null;
  }

  #warnIfInexact({ scene, options, rows, height }: RenderRequest): void {
    const warning = isWholeImage(rows, height) ? null : inexactWarning(scene, options);
    if (warning !== null) this.warn(warning);
  }

  #target({ folder, lockfile }: JobArguments, isNamedAfterRows: boolean): BandTarget {
    const { job } = this.settings;
    const host = this.settings.host ?? thisHost();
    const place = { folder, lockfile, host, job };
    return {
      statesFolder: this.settings.keepState ? folder : null,
      previews: isNamedAfterRows && this.settings.preview,
      of: (rows) =>
        isNamedAfterRows
          ? { ...place, name: partName(rows), rows }
          : { ...place, name: hostPartName(host), rows: null },
    };
  }
}

const noRequests: MasterRequests = { cut: () => undefined, blocks: () => undefined };

function fromZero({ first, last }: Rows): Rows {
  return { first: first - 1, last: last - 1 };
}
