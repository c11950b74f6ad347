import { errorMessage, type JobEvent } from '@task-distributor/band';
import { nothingReported } from '../process/worker-reports.ts';
import type { AttemptObserver, AttemptResult, Blocks, RunningAttempt } from '../worker.ts';
import type { PooledHost } from './pooled-host.ts';
import type { SplitPlanner } from './split-planner.ts';
import type { Host } from './split/host-speeds.ts';
import type { PlannedShare } from './split/plans.ts';

/** Renders blocks on a host, for an attempt that runs on another one. */
export type RenderBlocks = (
  host: PooledHost,
  share: PlannedShare,
  observer: AttemptObserver,
  signal: AbortSignal,
) => Promise<AttemptResult>;

/** What a help needs besides its own. */
interface HelpTools {
  readonly render: RenderBlocks;
  readonly emit: (event: JobEvent) => void;
  /** Seconds. */
  readonly now: () => number;
  readonly weigh: (host: PooledHost) => Host;
}

/** Hosts that render blocks for attempts that run on other hosts. Whatever fails here, the attempt renders the blocks itself. */
export class BlockHelpers {
  readonly #planner: SplitPlanner;
  readonly #tools: HelpTools;
  readonly #helps = new Map<string, Help>();
  /** How many helps of each host have failed in a row. */
  readonly #failures = new Map<PooledHost, number>();
  #started = 0;

  constructor(planner: SplitPlanner, tools: HelpTools) {
    this.#planner = planner;
    this.#tools = tools;
  }

  /**
   * @param blocksCame tells the attempt which blocks are there
   * @returns when it has ended; never rejects
   */
  async start(host: PooledHost, share: PlannedShare, blocksCame: (blocks: Blocks) => void): Promise<void> {
    const { now, emit, weigh } = this.#tools;
    if (share.from !== null) this.#helps.get(share.from)?.endAfter(share.blocks.first - 1);
    this.#started += 1;
    const key = `help ${this.#started}`;
    const help = new Help(share.key);
    this.#helps.set(key, help);
    this.#planner.helps(key, share, weigh(host), now());
    const start = new Date();
    emit({ type: 'blocks-started', rows: share.rows, blocks: share.blocks, host: host.name });
    const result = await this.#resultOf(key, { host, share, help });
    this.#helps.delete(key);
    const blocks = this.#planner.helpEnded(key, result.reason === null, now()) ?? share.blocks;
    emit({ type: 'blocks', rows: share.rows, blocks, host: host.name, start, end: new Date(), ...result });
    if (result.reason === null) blocksCame(blocks);
    if (!help.signal.aborted) this.#count(host, result.reason === null);
  }

  /** A host whose helps have failed twice in a row gets no more blocks. */
  mayHelp(host: PooledHost): boolean {
    return (this.#failures.get(host) ?? 0) < mostFailures;
  }

  #count(host: PooledHost, isDone: boolean): void {
    this.#failures.set(host, isDone ? 0 : (this.#failures.get(host) ?? 0) + 1);
  }

  async #resultOf(
    key: string,
    { host, share, help }: { host: PooledHost; share: PlannedShare; help: Help },
  ): Promise<Pick<AttemptResult, 'reason' | 'report'>> {
    const { render, now } = this.#tools;
    const observer: AttemptObserver = {
      started: (running) => help.started(running),
      progressed: ({ percent }) => this.#planner.helpProgressed(key, percent, now()),
      split: () => undefined,
    };
    try {
      const { published, reason, report } = await render(host, share, observer, help.signal);
      return { reason: published ? null : (reason ?? 'the worker exited 0 without a report'), report };
    } catch (error) {
      return { reason: errorMessage(error), report: nothingReported };
    }
  }

  /** The attempt has ended. @param key of its band */
  stop(key: string): void {
    for (const help of this.#helps.values()) if (help.band === key) help.stop();
  }
}

/** One host's help. */
class Help {
  readonly band: string;
  readonly #stop = new AbortController();
  #running: RunningAttempt | null = null;
  #last: number | null = null;

  constructor(band: string) {
    this.band = band;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  started(running: RunningAttempt): void {
    this.#running = running;
    if (this.#last !== null) this.endAfter(this.#last);
  }

  /** Somebody else renders the blocks after this one. */
  endAfter(last: number): void {
    this.#last = last;
    this.#running?.cutShort?.(last);
  }

  stop(): void {
    this.#stop.abort(new Error('the band has ended without them'));
  }
}

const mostFailures = 2;
