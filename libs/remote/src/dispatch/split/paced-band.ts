import type { Rows } from '@task-distributor/band';
import type { Known } from './bands-by-end.ts';
import type { CuttableBand } from './best-cut.ts';
import { Pace } from './pace.ts';
import { rowsToCutAt } from './rows-to-cut-at.ts';
import type { HostSpeeds } from './host-speeds.ts';

/** A running band, and how it gets on. */
export class PacedBand {
  readonly key: string;
  readonly host: string;
  readonly weight: number;
  readonly #startedAt: number;
  #rows: Rows;
  /** Rows up to this one, which may be a fraction, are finished. */
  #row: number;
  /** Where `#pace` begins. */
  #firstRow: number;
  #pace: Pace | null = null;
  /** The last row of one of its block rows. */
  #blockEnd: number;
  /** Whether it has been cut short, and so needs one more launch at its end. */
  #wasCut = false;
  #refusals = 0;
  #blockedUntil = -Infinity;
  #lastOutlook: { now: number; known: Known; outlook: CuttableBand | null } | null = null;

  constructor(key: string, rows: Rows, host: { name: string; weight: number }, now: number) {
    this.key = key;
    this.host = host.name;
    this.weight = host.weight;
    this.#startedAt = now;
    this.#rows = rows;
    this.#row = rows.first - 1;
    this.#firstRow = this.#row;
    this.#blockEnd = this.#row;
  }

  /** It is not asked to end earlier before this time. */
  get blockedUntil(): number {
    return this.#blockedUntil;
  }

  progressed(
    { lastRow, percent }: { lastRow: number | null; percent: number },
    now: number,
    known: Known,
  ): void {
    this.#lastOutlook = null;
    const { first, last } = this.#rows;
    if (lastRow !== null && lastRow < last) this.#blockEnd = lastRow;
    const reached = first - 1 + ((last - first + 1) * percent) / 100;
    const row = Math.min(last, Math.max(this.#row, reached, lastRow ?? 0));
    if (this.#pace === null) {
      this.#pace = new Pace(now);
      this.#firstRow = row;
      known.speeds.launched(this.host, now - this.#startedAt);
    } else if (row > this.#row) {
      const cost = known.costs.between(this.#row, row);
      known.speeds.worked(this, cost, this.#pace.step(cost, now));
    }
    this.#row = row;
  }

  asked(now: number): void {
    this.#blockedUntil = now + untilAskedAgain;
  }

  /** @param kept the rows that it keeps: all = it has refused */
  answered(kept: Rows, now: number): void {
    this.#lastOutlook = null;
    if (kept.last >= this.#rows.last) {
      this.#refuse(now);
      return;
    }
    this.#blockedUntil = now;
    this.#refusals = 0;
    this.#rows = kept;
    this.#row = Math.min(this.#row, kept.last);
    this.#blockEnd = kept.last;
    this.#wasCut = true;
  }

  /** @param launch seconds that its launch has taken */
  ended(launch: number | null, speeds: HostSpeeds): void {
    if (launch !== null && this.#pace === null) speeds.launched(this.host, launch);
  }

  /** Costs are counted in another way: so is what it has done so far. */
  recount({ costs, speeds }: Known): void {
    if (this.#pace === null) return;
    const cost = costs.between(this.#firstRow, this.#row);
    this.#pace.restart(cost);
    speeds.worked(this, cost, this.#pace.lastAt - this.#pace.firstAt);
  }

  /** What is expected of it from now on; null = nothing is known. */
  outlook(now: number, known: Known): CuttableBand | null {
    const last = this.#lastOutlook;
    if (last?.now === now && last.known === known) return last.outlook;
    const outlook = this.#newOutlook(now, known);
    this.#lastOutlook = { now, known, outlook };
    return outlook;
  }

  /** Infinity = nothing is known. */
  endAt(now: number, known: Known): number {
    return now + (this.outlook(now, known)?.end ?? Infinity);
  }

  canBeAsked(now: number, known: Known): boolean {
    const outlook = this.#blockedUntil <= now ? this.outlook(now, known) : null;
    return outlook !== null && rowsToCutAt(outlook, known.blockRows) !== null;
  }

  /** By what share the time for its rows may be wrong: by much if it has reported little, since workers report percents. */
  doubt({ costs }: Known): number {
    const ofRows = costs.areKnown ? doubtOfCosts : doubtOfEqualCosts;
    if (this.#pace === null) return 3 * ofRows;
    const percents = (100 * (this.#row - this.#firstRow)) / (this.#rows.last - this.#rows.first + 1);
    return Math.min(1, ofRows + 1 / (1 + percents));
  }

  /** When its outlook is worth another look if nothing is reported before. */
  lookAgainAt(now: number, speeds: HostSpeeds): number {
    const last = this.#pace?.lastAt ?? this.#startedAt;
    const next = this.#pace?.nextAt ?? this.#startedAt + speeds.launchOf(this.host);
    return Math.max(next, now + shortestWait + (now - last) / 4);
  }

  #newOutlook(now: number, { costs, speeds }: Known): CuttableBand | null {
    const tail = speeds.launchOf(this.host);
    const due = this.#startedAt + tail;
    const rate = this.#pace?.rate(now) ?? this.#guess(now, due, speeds);
    if (rate === null) return null;
    const rows = this.#rows;
    const done = rate * (this.#pace?.sinceStep(now) ?? 0);
    const at = done === 0 ? this.#row : costs.rowAfter(this.#row, done, rows.last);
    const wait = this.#pace === null ? Math.max(0, due - now) : 0;
    const work = costs.between(at, rows.last) / rate;
    const end = wait + work + (this.#wasCut ? tail : 0);
    return { rows, blockEnd: this.#blockEnd, at, rate, wait, work, tail, end };
  }

  /** One that has not begun yet will soon know better. */
  #refuse(now: number): void {
    const patience = untilAskedAgain * 2 ** Math.min(this.#refusals, mostDoublings);
    this.#blockedUntil = now + (this.#pace === null ? untilBegun : patience);
    if (this.#pace !== null) this.#refusals += 1;
  }

  /** As fast as others, and slower the longer its first reports are overdue. */
  #guess(now: number, due: number, speeds: HostSpeeds): number | null {
    const mean = speeds.rateOf(this);
    const expected = this.#pace?.nextAt ?? due + 1;
    const late = Math.max(0, now - expected);
    return mean === null ? null : mean / (1 + late / (expected - this.#startedAt));
  }
}

/** Seconds. After each refusal in a row, twice as many. */
const untilAskedAgain = 5;
const mostDoublings = 6;
/** Share by which the cost of rows may differ from what it is taken for. */
const doubtOfCosts = 0.15;
const doubtOfEqualCosts = 0.2;
/** Seconds until a band that has not begun is asked again. */
const untilBegun = 1;
const shortestWait = 0.5;
