import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, linkAbort, type RenderReport, TdError, untilAborted } from '@task-distributor/band';
import { type JobFile, jobDifferences } from '@task-distributor/lockfile';
import {
  type BlockLayout,
  type BlockNumbers,
  rendererFor,
  type RenderProgress,
  type RenderRequest,
} from '@task-distributor/render';
import { jobFileOf, type PublishTarget } from '../../publish-part.ts';
import { surroundingsOfProcess } from '../../surroundings.ts';
import { begun } from '../band-progress.ts';
import { stateKey } from '../kept/state-key.ts';
import { StateStore } from '../kept/state-store.ts';
import { guardReads } from '../reads-guard.ts';
import { checkScene, knowsReads } from '../render-band.ts';
import { RenderClock } from '../render-clock.ts';
import { createRenderFolder } from '../render-folder.ts';
import { type RenderPlan, renderPlan } from '../render-plan.ts';
import { type StartedRender, startRender } from '../start-render.ts';
import type { FinishedBlocks } from '../state/finished-blocks.ts';
import { whenBegun } from '../state/when-begun.ts';
import { giveBlocks } from './give-blocks.ts';
import { untilFinished } from './until-finished.ts';

/** Renders blocks of a band for the worker that renders the band, and puts them into the job folder. */
export class BlocksWork {
  readonly #request: RenderRequest;
  readonly #blocks: BlockNumbers;
  readonly #target: PublishTarget;
  readonly #clock = new RenderClock();
  /** The last of the blocks that are still wanted. */
  #last: number;

  /** @param request of the band @param blocks numbers in the band's region, all in one row of blocks */
  constructor(request: RenderRequest, blocks: BlockNumbers, target: PublishTarget) {
    this.#request = request;
    this.#blocks = blocks;
    this.#target = target;
    this.#last = blocks.last;
  }

  /** Somebody else renders the blocks after this one. */
  endAfter(last: number): void {
    this.#last = Math.min(this.#last, last);
  }

  /** @throws TdError if they cannot be rendered, or are of no use to the worker that renders the band */
  async publish(onProgress: (progress: RenderProgress) => void, signal: AbortSignal): Promise<RenderReport> {
    const { scene, rows } = this.#request;
    checkScene(scene);
    const job = await jobFileOf(this.#target, signal);
    if (job === null || !knowsReads(job)) throw this.#error('it is not known which files the job reads');
    checkIsOfJob(this.#request, job);
    const guard = await guardReads(scene, job, signal);
    const surroundings = surroundingsOfProcess();
    const plan = renderPlan(rendererFor(scene), this.#request, surroundings);
    if (plan.states === null || !plan.canContinue()) throw this.#error('the scene cannot be continued');
    const band = plan.rendering(rows, []).blocks;
    const to = {
      store: new StateStore(this.#target.folder),
      key: stateKey(this.#request, band, job, surroundings),
      states: plan.states,
    };
    const give = async ({ state }: StartedRender): Promise<number> => {
      await guard.check();
      return giveBlocks(state!, { band, first: this.#blocks.first }, to);
    };
    const stop = linkAbort(signal);
    const run = this.#start(plan, band, onProgress, stop.signal);
    try {
      await this.#render(run, stop.signal);
      return { ...this.#report(run), bytes: await give(run) };
    } catch (error) {
      stop.abort(error);
      if (signal.aborted) await this.#giveWhatIsFinished(run, give);
      throw error;
    } finally {
      stop.unlink();
    }
  }

  async #render(run: StartedRender, signal: AbortSignal): Promise<void> {
    const isEnough = ({ next }: FinishedBlocks): boolean => next > this.#last - this.#blocks.first;
    await untilAborted(
      untilFinished(run, isEnough, (why) => this.#error(why)),
      signal,
    );
    this.#clock.ends();
    run.process.kill();
    await run.process.ended;
  }

  /** When the job is interrupted, for the time when it goes on. Never rejects. */
  async #giveWhatIsFinished(
    run: StartedRender,
    give: (run: StartedRender) => Promise<number>,
  ): Promise<void> {
    const { folder, name } = this.#target;
    try {
      run.state!.poll();
      // A band that has been published needs them no more.
      const isSomeFinished = run.state!.isUsable && run.state!.finished.next > 0;
      if (isSomeFinished && !existsSync(join(folder, name))) await give(run);
    } catch {
      // They are rendered again.
    }
  }

  #start(
    plan: RenderPlan,
    band: BlockLayout,
    onProgress: (progress: RenderProgress) => void,
    signal: AbortSignal,
  ): StartedRender {
    const place = band.placeOf(this.#blocks);
    if (place === null) throw notInOneRow(this.#blocks, band);
    const { rows, columns } = place;
    const rendering = plan.rendering(rows, [], columns);
    this.#clock.starts(rendering.progress);
    const onMessage = (): void => {
      this.#clock.progressed(rendering.progress);
      onProgress(rendering.progress);
    };
    const folder = createRenderFolder(rendering.command.contents);
    // So that it can be opened at once: few blocks are finished, and their file removed, within milliseconds.
    writeFileSync(join(folder, rendering.command.output!.state), '');
    const run = startRender(rendering, { states: plan.states, folder }, onMessage, signal);
    run.state!.poll();
    whenBegun(run, () => {
      this.#clock.begins();
      onProgress(begun(rendering));
    });
    return run;
  }

  #report({ rendering }: StartedRender): RenderReport {
    const { parseSeconds, traceSeconds } = rendering.progress;
    const { launchSeconds } = this.#clock;
    return {
      bytes: null,
      parseSeconds,
      traceSeconds: this.#clock.traceSeconds(traceSeconds ?? 0),
      launchSeconds,
    };
  }

  #error(why: string): TdError {
    const { first, last } = this.#blocks;
    return new TdError(`blocks ${first + 1}-${last + 1} cannot be rendered apart from their band: ${why}`, {
      code: 'E_BLOCKS',
      rows: this.#request.rows,
    });
  }
}

/** Nobody could use blocks of another picture. */
function checkIsOfJob({ width, height, options }: RenderRequest, job: JobFile): void {
  const [difference] = jobDifferences(job, { ...job, width, height, options: [...options] });
  if (difference === undefined) return;
  throw new InputError(`--blocks: Expected size and options of job ${job.id}, but ${difference}`);
}

function notInOneRow({ first, last }: BlockNumbers, { columns, count }: BlockLayout): InputError {
  return new InputError(
    `--blocks: Expected blocks of one row, of ${columns} blocks each, within 1-${count}, got ${first + 1}-${last + 1}`,
  );
}
