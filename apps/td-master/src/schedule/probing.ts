import { type Deferred, deferred, linkAbort, sleep, TdError } from '@task-distributor/band';
import { type CostMap, checkedCostMap, imageCosts } from '@task-distributor/partition';
import { type CostsOfImage, probe, type ProbePlan, type ProbeResult } from '@task-distributor/work';

export interface Estimate {
  readonly costs: CostMap;
  readonly startSeconds: number;
}

/** A probe that runs beside the job. */
export class Probing {
  /** The best estimate so far. */
  latest: Estimate | null = null;
  /** Seconds that the job takes at least on one processor of this machine, by what is known so far. */
  leastSeconds = 0;
  readonly #height: number;
  readonly #stop;
  readonly #work: Promise<void>;
  /** Resolves when something new is known. */
  #news: Deferred<void> = deferred();
  #picture: Buffer | null = null;
  #show: (png: Buffer) => void = () => undefined;
  #error: unknown = null;
  #hasEnded = false;

  constructor(plan: ProbePlan, signal: AbortSignal) {
    this.#height = plan.request.height;
    this.#stop = linkAbort(signal);
    this.#work = this.#run(plan);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when it has ended, in whatever way. */
  get ended(): Promise<void> {
    return this.#work;
  }

  /** Waits until there is no better estimate to come. @throws TdError if the probe has failed without an estimate */
  async best(): Promise<Estimate> {
    await this.#work;
    if (this.latest !== null) return this.latest;
    throw this.#error;
  }

  /** What the image costs, once there is no better estimate to come; null = the probe has failed. */
  async costs(): Promise<CostsOfImage | null> {
    await this.#work;
    const map = this.latest?.costs;
    return map === undefined ? null : (blocks) => imageCosts(map, blocks);
  }

  /** Waits until something new is known, and at most that long. */
  async news(milliseconds: number): Promise<void> {
    await Promise.race([this.#news.promise, sleep(milliseconds, undefined, { ref: false })]);
  }

  /** Calls `show` with the latest small picture, if there is one, and with those that come. */
  showPictures(show: (png: Buffer) => void): void {
    this.#show = show;
    if (this.#picture !== null) show(this.#picture);
  }

  /** Ends the probe. */
  async stop(): Promise<void> {
    this.#stop.abort(new TdError('stopped', { code: 'E_STOPPED' }));
    await this.#work;
    this.#stop.unlink();
  }

  /** Never rejects. */
  async #run(plan: ProbePlan): Promise<void> {
    try {
      const { signal } = this.#stop;
      const onProgress = ({
        startSeconds,
        leastSeconds,
      }: {
        startSeconds: number;
        leastSeconds: number;
      }): void => {
        this.leastSeconds = startSeconds + leastSeconds;
        this.#tell();
      };
      const onPicture = (png: Buffer): void => this.#see(png);
      for await (const result of probe(plan, { onProgress, onPicture }, signal)) this.#take(result);
    } catch (error) {
      this.#error = error;
    } finally {
      this.#hasEnded = true;
      this.#tell();
    }
  }

  #see(png: Buffer): void {
    this.#picture = png;
    this.#show(png);
  }

  #take({ strips, startSeconds }: ProbeResult): void {
    this.latest = { costs: checkedCostMap(strips, this.#height, () => 'td-probe'), startSeconds };
    this.#tell();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = deferred();
  }
}
