import type { Rows } from '@task-distributor/band';
import type { AttemptProgress, Blocks } from '../../worker.ts';
import { Asking } from './asking.ts';
import { BandPlace } from './band-place.ts';
import type { CuttableBand } from './best-cut.ts';
import type { Lendable } from './best-share.ts';
import type { Host } from './host-speeds.ts';
import { PacedRun } from './paced-run.ts';
import { canBeShared, doubtOf, type Known, type Lent, type PacedWork } from './paced-work.ts';
import { costOfBlock } from './row-costs.ts';
import { rowsToCutAt } from './rows-to-cut-at.ts';
import { SharedRow } from './shared-row.ts';
import { type BandEnd, costOfSpans, type WorkDone } from './work-done.ts';

/** A running band, and how it gets on. */
export class PacedBand implements PacedWork {
  readonly key: string;
  readonly band = this;
  readonly #run: PacedRun;
  readonly #place: BandPlace;
  /** Whether it has been cut short, and so needs one more launch at its end, unless it is direct. */
  #wasCut = false;
  #isDirect = false;
  readonly #asking = new Asking();
  #shared: SharedRow | null = null;
  #lastOutlook: { now: number; known: Known; outlook: CuttableBand | null } | null = null;

  constructor(key: string, rows: Rows, on: Host, now: number) {
    this.key = key;
    this.#run = new PacedRun(on, now);
    this.#place = new BandPlace(rows);
  }

  get on(): Host {
    return this.#run.on;
  }

  get rows(): Rows {
    return this.#place.rows;
  }

  get blockedUntil(): number {
    return this.#asking.blockedUntil;
  }

  progressed(progress: AttemptProgress, now: number, known: Known): void {
    this.#lastOutlook = null;
    this.#isDirect = progress.isDirect ?? false;
    const before = this.#place.progressed(progress, this.#ownEnd);
    const { row } = this.#place;
    if (this.#run.begins(now, known.speeds)) this.#place.begins();
    else if (row > before) this.#run.step(known.costs.between(before, row), now, known.speeds);
  }

  asked(now: number): void {
    this.#asking.asked(now);
  }

  /** @param kept the rows that it keeps: all = it has refused */
  answered(kept: Rows, now: number): void {
    this.#lastOutlook = null;
    if (kept.last >= this.rows.last) {
      this.#asking.refused(now, this.#run.hasBegun);
      return;
    }
    this.#asking.agreed(now);
    this.#shared = null;
    this.#place.cut(kept);
    this.#wasCut = true;
  }

  /** Whether it has lent blocks. */
  get isShared(): boolean {
    return this.#shared?.isLent === true;
  }

  /** Its last row of blocks. */
  sharedRow({ layout }: Known): SharedRow {
    return (this.#shared ??= new SharedRow(this.rows, layout));
  }

  lendable(now: number, known: Known): Lendable | null {
    const outlook = this.outlook(now, known);
    if (outlook === null || rowsToCutAt(outlook.place, known.layout) !== null) return null;
    const { blocks, last } = this.#toLend(outlook, known);
    const costOfLast = (count: number): number =>
      this.sharedRow(known).costOf({ first: last - count + 1, last }, known.costs);
    return { ...outlook, blocks, costOfLast };
  }

  lend(count: number, known: Known): Lent {
    this.#lastOutlook = null;
    return { blocks: this.sharedRow(known).lend(count), from: null };
  }

  /** It has to render these blocks although they were lent. */
  returned(blocks: Blocks, now: number, known: Known): void {
    this.#lastOutlook = null;
    this.#asking.refused(now, true);
    this.sharedRow(known).returned(blocks);
  }

  /** Seconds of the launch that follows if it is cut short or shared. */
  tail({ speeds }: Known): number {
    return this.#isDirect ? 0 : speeds.launchOf(this.on);
  }

  /** @returns what its host has done; null = nothing, or it is not known how long that took */
  ended({ launch, doneAt, neverCame }: BandEnd, known: Known): WorkDone | null {
    if (launch !== null && !this.#run.hasBegun) known.speeds.launched(this.on, launch);
    if (doneAt === null) return null;
    const to = this.#ownEnd;
    const others = this.#shared === null ? [] : this.#shared.spansOf(neverCame);
    const left = known.costs.between(this.#place.row, to) + costOfSpans(others, known.costs);
    const seconds = this.#run.end(launch, left, doneAt, known.speeds);
    if (seconds === null) return null;
    return { on: this.on, seconds, spans: [{ from: this.#place.firstRow, to }, ...others] };
  }

  /** Costs are counted in another way: so is what it has done so far. */
  recount({ costs, speeds }: Known): void {
    this.#run.recount(costs.between(this.#place.firstRow, this.#place.row), speeds);
  }

  outlook(now: number, known: Known): CuttableBand | null {
    const last = this.#lastOutlook;
    if (last?.now === now && last.known === known) return last.outlook;
    this.#lastOutlook = { now, known, outlook: this.#newOutlook(now, known) };
    return this.#lastOutlook.outlook;
  }

  canBeAsked(now: number, known: Known): boolean {
    const outlook = this.blockedUntil <= now ? this.outlook(now, known) : null;
    if (outlook === null) return false;
    const canBeLent = canBeShared(outlook) && this.#toLend(outlook, known).blocks > 0;
    return canBeLent || rowsToCutAt(outlook.place, known.layout) !== null;
  }

  lookAgainAt(now: number, known: Known): number {
    return this.#run.lookAgainAt(now, known.speeds);
  }

  /** How many blocks of its last row can be lent if it has come there, up to which one. */
  #toLend({ place }: CuttableBand, known: Known): { readonly blocks: number; readonly last: number } {
    if (known.layout.blockColumns === 1) return { blocks: 0, last: 0 };
    const { first, last } = this.sharedRow(known).lendable(place.at);
    return { blocks: Math.max(0, last - first + 1), last };
  }

  get #ownEnd(): number {
    return this.#shared?.isLent === true ? this.#shared.ownEnd : this.rows.last;
  }

  #newOutlook(now: number, known: Known): CuttableBand | null {
    const { costs, speeds } = known;
    const { rows, row, blockEnd, share } = this.#place;
    const ownEnd = this.#ownEnd;
    const tail = this.tail(known);
    const step = costOfBlock(costs, { first: row, last: rows.last }, known.layout);
    const gait = this.#run.gait(step, now, speeds);
    if (gait === null) return null;
    const { rate, wait, done } = gait;
    const at = Math.min(ownEnd, done === 0 ? row : costs.rowAfter(row, done, rows.last));
    const work = (costs.between(at, ownEnd) + (this.#shared?.costOfReturned(costs) ?? 0)) / rate;
    const end = wait + work + (this.#wasCut || this.isShared ? tail : 0);
    const place = { rows, at: Math.max(at, this.#shared?.reached ?? 0), blockEnd };
    return {
      place,
      rate,
      wait,
      work,
      tail,
      end,
      doubt: doubtOf(this.#run.hasBegun ? 100 * share : null, costs),
    };
  }
}
