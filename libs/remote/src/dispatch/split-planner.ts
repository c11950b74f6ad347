import type { ImageCosts, Rows } from '@task-distributor/band';
import type { AttemptProgress, Blocks } from '../worker.ts';
import { BandsByEnd } from './split/bands-by-end.ts';
import { helpersFor } from './split/helpers-for.ts';
import type { Host, Prospect } from './split/host-speeds.ts';
import { Knowledge, type KnownAtStart } from './split/knowledge.ts';
import { PacedBand } from './split/paced-band.ts';
import { PacedHelp } from './split/paced-help.ts';
import { endAt, type Known, type PacedWork } from './split/paced-work.ts';
import { canGain, planCut, type PlannedCut, type PlannedShare, planShare } from './split/plans.ts';
import { type MeasuredSpeed, WorksDone } from './split/work-done.ts';

/**
 * Decides what a host does that has nothing left to do: which running band is cut short for it, and where, so that the band
 * and its rest end at the same time; or, if that band is in its last row of blocks, which of these blocks it renders. Of the
 * bands, it takes the one that would end last. It has no clock: `now` is in seconds, and never goes back. The key names an
 * attempt at a band, and stays the same when the band has been cut. The time for a decision grows with the logarithm of the
 * number of bands.
 */
export class SplitPlanner {
  readonly #bands = new Map<string, PacedBand>();
  readonly #helps = new Map<string, PacedHelp>();
  readonly #byEnd = new BandsByEnd<PacedWork>();
  readonly #knowledge: Knowledge;
  readonly #done = new WorksDone();

  constructor(facts: KnownAtStart) {
    this.#knowledge = new Knowledge(facts);
  }

  /** What the image costs has become known, or is known better. */
  setCosts(costs: ImageCosts): void {
    const bands = Array.from(this.#bands.values(), ({ rows }) => rows);
    this.#knowledge.setCosts(costs, bands);
    this.#recount();
  }

  /** An attempt at a band runs. @param there blocks of its last row of blocks that others have finished */
  started(key: string, rows: Rows, host: string, weight: number, now: number, there: Blocks[] = []): void {
    if (this.#knowledge.changesWith(rows)) this.#recount();
    const band = new PacedBand(key, rows, { name: host, weight }, now);
    if (there.length > 0) band.sharedRow(this.#known).areFinished(there);
    this.#bands.set(key, band);
    this.#look(band, now);
  }

  progressed(key: string, progress: AttemptProgress, now: number): void {
    const band = this.#bands.get(key);
    band?.progressed(progress, now, this.#known);
    this.#look(band, now);
  }

  /** @param kept the rows that the worker keeps: all = it refuses */
  split(key: string, kept: Rows, now: number): void {
    const band = this.#bands.get(key);
    band?.answered(kept, now);
    this.#look(band, now);
  }

  /**
   * The attempt has ended, in whatever way.
   * @param launch seconds that its launch has taken, if it has said so
   * @param doneAt when the band became ready; null = it did not
   */
  ended(key: string, launch: number | null = null, doneAt: number | null = null): void {
    const band = this.#bands.get(key);
    if (band === undefined) return;
    const helps = band.isShared && doneAt !== null ? [...this.#helps.values()] : [];
    const neverCame = helps.filter((help) => help.band === band).map(({ blocks }) => blocks);
    this.#done.add(band.ended({ launch, doneAt, neverCame }, this.#known));
    this.#bands.delete(key);
    this.#byEnd.delete(band);
  }

  /** A host renders the blocks that were planned for it. @param key names the help, and no band */
  helps(key: string, { key: bandKey, blocks }: PlannedShare, host: Host, now: number): void {
    const band = this.#bands.get(bandKey);
    if (band === undefined) return;
    const help = new PacedHelp(key, host, { band, blocks }, now);
    this.#helps.set(key, help);
    this.#look(help, now);
  }

  /** @param percent of the blocks with which it began */
  helpProgressed(key: string, percent: number, now: number): void {
    const help = this.#helps.get(key);
    help?.progressed(percent, now, this.#known);
    this.#look(help, now);
  }

  /**
   * It has ended, in whatever way.
   * @param isDone whether its blocks are there
   * @returns those that it had to render
   */
  helpEnded(key: string, isDone: boolean, now: number): Blocks | null {
    const help = this.#helps.get(key);
    if (help === undefined) return null;
    this.#helps.delete(key);
    this.#byEnd.delete(help);
    if (isDone) this.#done.add(help.done(now, this.#known));
    else if (this.#bands.get(help.band.key) === help.band) {
      help.band.returned(help.blocks, now, this.#known);
      this.#look(help.band, now);
    }
    return help.blocks;
  }

  /**
   * What an idle host is to do; null = nothing gains more than it costs. A band that is to be cut counts as asked.
   * @param idle number of hosts that have nothing to do, this one among them
   * @param mayHelp whether it may render blocks of a band on another host
   */
  plan(
    host: Host,
    now: number,
    idle = 1,
    mayHelp: (key: string) => boolean = () => true,
  ): PlannedCut | PlannedShare | null {
    this.#byEnd.lookAtSilent(now, this.#known);
    for (let place = 0; place < mostTried; place += 1) {
      const works = this.#byEnd
        .lastToAsk(place + Math.min(idle, mostTogether), now, this.#known)
        .slice(place);
      const [work] = works;
      if (work === undefined) return null;
      const helpers = helpersFor(work, { ...host, idle }, now, this.#known);
      // The others end earlier.
      if (!canGain(work.outlook(now, this.#known)!, helpers)) return null;
      const share = mayHelp(work.band.key) ? planShare(work, helpers, now, this.#known) : null;
      const plan = share ?? planCut(works, helpers, now, this.#known);
      if (plan === null) continue;
      this.#byEnd.look(work, now, this.#known);
      return plan;
    }
    return null;
  }

  /** What to expect of a host: cost of rows a second, and seconds for a launch. */
  prospect(host: Host): Prospect {
    const { speeds } = this.#known;
    return { rate: speeds.rateOf(host) ?? host.weight, launch: speeds.launchOf(host) };
  }

  /** Seconds until the last of the running bands is expected to end; Infinity = unknown. */
  expectedEnd(now: number): number {
    let end = now;
    for (const work of [...this.#bands.values(), ...this.#helps.values()])
      end = Math.max(end, endAt(work, now, this.#known));
    return end - now;
  }

  /** How fast hosts have been, as far as that says anything about other jobs. */
  measuredSpeeds(): MeasuredSpeed[] {
    return this.#done.speeds(this.#known);
  }

  #recount(): void {
    this.#done.recount(this.#known);
    const works = [...this.#bands.values(), ...this.#helps.values()];
    for (const work of works) work.recount(this.#known);
    this.#byEnd.lookAtAll(works);
  }

  get #known(): Known {
    return this.#knowledge.known;
  }

  #look(work: PacedWork | undefined, now: number): void {
    if (work !== undefined) this.#byEnd.look(work, now, this.#known);
  }
}

/** Number of bands that are tried for one host, and that are cut together for several. */
const mostTried = 3;
const mostTogether = 8;
