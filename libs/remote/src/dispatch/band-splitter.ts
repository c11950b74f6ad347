import type { JobEvent, Rows } from '@task-distributor/band';
import type { AttemptProgress, AttemptResult, RunningAttempt } from '../worker.ts';
import { BlockHelpers, type RenderBlocks } from './block-helpers.ts';
import type { DispatchOptions, DispatchSplits } from './dispatch-options.ts';
import type { Assignment } from './dispatch-queue.ts';
import type { HostPool } from './host-pool.ts';
import type { PooledHost } from './pooled-host.ts';
import { SplitPlanner } from './split-planner.ts';
import { GivenBlocks } from './split/given-blocks.ts';
import type { PlannedCut, PlannedShare } from './split/plans.ts';
import { HostWeights, type WeightedHost } from './split/host-weights.ts';
import { plansForIdle } from './split/plans-for-idle.ts';

/** What the splitter has to know of a running attempt. */
export interface FollowedSplits {
  progressed(progress: AttemptProgress): void;
  answered(kept: Rows): void;
  ended(result: AttemptResult | null): void;
}

interface SplitTools {
  readonly render: RenderBlocks;
  readonly emit: (event: JobEvent) => void;
  /** Called while hosts may be idle, and when one may have become idle. */
  readonly onTick: () => void;
}

type SplitOptions = Pick<DispatchOptions, 'splits' | 'retry'>;

/** Cuts running bands short, or shares their last rows of blocks, while hosts have nothing to do. */
export class BandSplitter {
  readonly #splits: DispatchSplits;
  readonly #reassign: boolean;
  readonly #planner: SplitPlanner;
  /** Called while hosts may be idle, since what is worth cutting changes with the progress of the bands. */
  readonly #onTick: () => void;
  readonly #helpers: BlockHelpers;
  readonly #weights: HostWeights;
  readonly #emit: (event: JobEvent) => void;
  readonly #attempts = new Map<string, RunningAttempt & { readonly host: PooledHost }>();
  /** When the attempts were asked that have not answered. */
  readonly #asked = new Map<string, number>();
  readonly #given: GivenBlocks;
  #started = 0;
  #lastBandAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** null = no band is cut short, or shared. */
  static create({ splits = null, retry }: SplitOptions, tools: SplitTools): BandSplitter | null {
    return splits && new BandSplitter(splits, retry.reassign, tools);
  }

  private constructor(splits: DispatchSplits, reassign: boolean, { render, emit, onTick }: SplitTools) {
    this.#splits = splits;
    this.#reassign = reassign;
    this.#onTick = onTick;
    this.#given = new GivenBlocks(splits.layout, splits.found ?? []);
    this.#planner = new SplitPlanner({ ...splits.layout, launchSeconds: firstGuess });
    this.#emit = emit;
    this.#weights = new HostWeights(splits.capacityOf);
    const weigh = (host: PooledHost): WeightedHost => this.#weights.of(host);
    this.#helpers = new BlockHelpers(this.#planner, { render, emit, now, weigh });
    // Without costs, all rows count alike.
    void splits.costs?.then(
      (costs) => costs !== null && this.#planner.setCosts(costs),
      () => undefined,
    );
  }

  /** @returns null = the band stays as it is */
  follow({ task, host }: Assignment, running: RunningAttempt): FollowedSplits | null {
    const { rows, home } = task;
    const staysOnHost = home !== null && !this.#reassign;
    if (running.cutShort === null || staysOnHost || !this.#splits.mayCut(rows)) return null;
    this.#started += 1;
    const key = String(this.#started);
    this.#attempts.set(key, { ...running, host });
    const given = this.#given.of(rows);
    this.#planner.started(key, rows, host.name, this.#weights.of(host).weight, now(), given);
    for (const blocks of given) running.blocksCame?.(blocks);
    // It may be the only one, while others wait for something to do.
    this.#tickWhile(true);
    return {
      progressed: (progress) => this.#planner.progressed(key, progress, now()),
      answered: (kept) => {
        this.#asked.delete(key);
        this.#planner.split(key, kept, now());
      },
      ended: (result) => {
        this.#asked.delete(key);
        this.#attempts.delete(key);
        const { launchSeconds, continued } = result?.report ?? {};
        // What it has continued was not done in its time.
        const isItsWork = result?.published === true && (continued ?? 0) === 0;
        this.#planner.ended(key, launchSeconds, isItsWork ? now() : null);
        this.#helpers.stop(key);
      },
    };
  }

  /** Another band has come, and so may more. */
  bandCame(): void {
    this.#lastBandAt = now();
  }

  /**
   * Cuts bands for the hosts that have nothing to do. Call it when everything has been started that can be.
   * @param most number of workers that may be started
   * @param isLast whether no more bands can come
   */
  ask(pool: HostPool, most: number, isLast: boolean): void {
    const canCut = most > 0 && this.#attempts.size > 0;
    const isEarly = !isLast && now() - this.#lastBandAt < soon;
    const idle = canCut && !isEarly ? pool.idle(Math.min(most, mostIdle)) : [];
    this.#tickWhile(canCut && (isEarly || idle.length > 0));
    for (const [key, at] of this.#asked) if (now() - at > patience) this.#asked.delete(key);
    const mayHelp = ({ pooled }: WeightedHost, key: string): boolean => this.#mayHelp(pooled, key);
    const free = idle.slice(this.#asked.size).map((host) => this.#weights.of(host));
    for (const { host, plan } of plansForIdle(this.#planner, free, now(), mayHelp)) {
      if ('blocks' in plan) this.#share(host.pooled, plan);
      else this.#cut(plan);
    }
  }

  /** No worker runs any more. Reports how fast hosts have been. */
  end(pool: HostPool): void {
    this.#tickWhile(false);
    const hosts = this.#planner
      .measuredSpeeds()
      // Of a host that had several bands at the same time, or could have had, the speed is not known.
      .filter(({ name }) => pool.slotsOf(name) === 1)
      .map(({ name, rate, seconds }) => ({ name, speed: rate, seconds }));
    if (hosts.length > 0) this.#emit({ type: 'speeds', hosts });
  }

  /** Whether a host may render blocks of an attempt's band. */
  #mayHelp(host: PooledHost, key: string): boolean {
    const attempt = this.#attempts.get(key);
    if (attempt === undefined || attempt.blocksCame === null || !this.#helpers.mayHelp(host)) return false;
    return this.#splits.mayShare?.(host.address, attempt.host.address) ?? true;
  }

  #cut({ key, last }: PlannedCut): void {
    this.#asked.set(key, now());
    this.#attempts.get(key)?.cutShort?.(last);
  }

  #share(host: PooledHost, share: PlannedShare): void {
    const attempt = this.#attempts.get(share.key);
    const ended = this.#helpers.start(host, share, (blocks) => {
      this.#given.add(share.rows, blocks);
      attempt?.blocksCame?.(blocks);
    });
    void ended.then(() => this.#onTick());
  }

  #tickWhile(isIdle: boolean): void {
    if (isIdle) this.#timer ??= setInterval(() => this.#onTick(), tickMs);
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}

function now(): number {
  return performance.now() / 1_000;
}

/** Seconds of a launch, until one has been seen. */
const firstGuess = 1;
/** Seconds without a new band after which a host without one counts as idle. */
const soon = 1;
/** Seconds in which an attempt answers. */
const patience = 5;
const tickMs = 500;
/** Number of free slots that are looked at together. */
const mostIdle = 64;
