import type { Rows } from '@task-distributor/band';
import type { AttemptProgress, Blocks } from '@task-distributor/remote';
import { BlockRow } from './block-row.ts';
import { BlocksOfOthers } from './blocks-of-others.ts';
import type { Launch } from './scenario.ts';
import type { Picture } from './picture.ts';
import type { SimulatedHost } from './simulated-host.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface AttemptEvents {
  progressed(progress: AttemptProgress): void;
  /** @param kept its rows from now on; all that it had = it refuses */
  split(kept: Rows): void;
  ended(outcome: 'succeeded' | 'failed'): void;
}

export interface AttemptPlace {
  readonly clock: VirtualClock;
  readonly picture: Picture;
  readonly host: SimulatedHost;
  readonly launch: Launch;
}

/**
 * An attempt at a band by td-worker: one launch, block row after block row, and one more launch when it comes to blocks that others have
 * finished, if blocks of its own follow. If parts are not made of blocks, there is one at the end, too, if it was cut short since its last launch.
 */
export class SimulatedAttempt {
  readonly #place: AttemptPlace;
  readonly #events: AttemptEvents;
  #rows: Rows;
  readonly #blockRows: Iterator<Rows>;
  readonly #others = new BlocksOfOthers();
  /** The block row that is being rendered. */
  #current: BlockRow | null = null;
  /** Number of blocks in the block rows that have begun. */
  #begun = 0;
  #stopAwaiting: () => void = () => undefined;
  #lastRow: number | null = null;
  #reported = '';
  #asked: number | null = null;
  #wasCut = false;
  #state: 'launching' | 'rendering' | 'finishing' | 'over' = 'launching';

  constructor(rows: Rows, place: AttemptPlace, events: AttemptEvents) {
    const { clock, picture, host } = place;
    this.#rows = rows;
    this.#place = place;
    this.#events = events;
    this.#blockRows = picture.blockRowsOf(rows)[Symbol.iterator]();
    const death = host.deathAfter(clock.now);
    if (death < Infinity) clock.at(death + untilFailed, () => this.#end('failed'));
    this.#afterLaunch(() => {
      this.#state = 'rendering';
      clock.at(clock.now + firstReport, () => this.#report());
      this.#renderNext();
    });
  }

  /** Asks it to end after this row. */
  cutShort(last: number): void {
    this.#asked = last;
    this.#answer();
  }

  /** Others have finished these blocks, whose numbers in the region of the band begin with 1. */
  blocksCame(blocks: Blocks): void {
    this.#others.came(blocks);
    if (this.#state !== 'rendering') return;
    this.#current!.goTo(this.#place.clock.now);
    this.#awaitEnd();
  }

  #renderNext(): void {
    const { clock, host, picture } = this.#place;
    const next = this.#blockRows.next();
    if (next.done === true || next.value.first > this.#rows.last) {
      this.#finish();
      return;
    }
    const options = {
      rows: next.value,
      firstBlock: this.#begun + 1,
      sums: picture.sumsOfBlocks(next.value),
    };
    this.#begun += picture.columns;
    this.#current = new BlockRow(options, host, this.#others, clock.now);
    this.#awaitEnd();
  }

  #awaitEnd(): void {
    const row = this.#current!;
    this.#stopAwaiting();
    this.#stopAwaiting = this.#place.clock.at(row.endsAt, () => {
      if (this.#state === 'over') return;
      row.end();
      if (row.isFinished || this.#isDone(row)) this.#endRow(row);
      else this.#goOnWithOthers(row);
    });
  }

  #endRow({ rows }: BlockRow): void {
    this.#lastRow = Math.min(rows.last, this.#rows.last);
    this.#answer();
    this.#renderNext();
  }

  /** Whether others have finished all that is left of the band. */
  #isDone(row: BlockRow): boolean {
    return this.#isDirect && row.rows.last >= this.#rows.last && row.isFinishedByOthers;
  }

  get #isDirect(): boolean {
    return this.#place.launch.isNeededAtEnd !== true;
  }

  #goOnWithOthers(row: BlockRow): void {
    this.#others.restart();
    this.#state = 'launching';
    this.#wasCut = false;
    this.#afterLaunch(() => {
      this.#state = 'rendering';
      row.begin(this.#place.clock.now);
      this.#awaitEnd();
    });
  }

  #answer(): void {
    if (this.#asked === null) return;
    const { blockRows, isAligned } = this.#place.picture;
    const start = isAligned ? 1 : this.#rows.first;
    const wanted = start - 1 + Math.ceil((this.#asked - start + 1) / blockRows) * blockRows;
    // The block row that is being rendered is finished.
    const last = Math.max(wanted, this.#current?.rows.last ?? this.#rows.first);
    this.#asked = null;
    if (this.#state !== 'finishing' && last < this.#rows.last) {
      this.#rows = { first: this.#rows.first, last };
      this.#wasCut = true;
    }
    this.#events.split(this.#rows);
  }

  #finish(): void {
    this.#state = 'finishing';
    if (this.#wasCut && !this.#isDirect) this.#afterLaunch(() => this.#end('succeeded'));
    else this.#end('succeeded');
  }

  #end(outcome: 'succeeded' | 'failed'): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#events.ended(outcome);
  }

  /** Once a second. */
  #report(): void {
    if (this.#state === 'over') return;
    const { clock } = this.#place;
    const percent = this.#percent();
    const report = `${percent} ${this.#lastRow}`;
    const progress = { lastRow: this.#lastRow, percent, isDirect: this.#isDirect };
    if (report !== this.#reported) this.#events.progressed(progress);
    this.#reported = report;
    clock.at(clock.now + 1, () => this.#report());
  }

  /** Blocks of a row count before the row is finished. */
  #percent(): number {
    const { first, last } = this.#rows;
    const whole = (this.#lastRow ?? first - 1) - first + 1;
    if (this.#current === null) return 0;
    const { rows } = this.#current;
    const share = this.#current.shareAt(this.#place.clock.now);
    const part = this.#lastRow === rows.last ? 0 : share * (rows.last - rows.first + 1);
    return Math.min(100, Math.floor((100 * (whole + part)) / (last - first + 1)));
  }

  #afterLaunch(then: () => void): void {
    const { clock, host, launch } = this.#place;
    const ready = host.endOf(launch.parseWork, clock.now + launch.seconds);
    clock.at(ready, () => {
      if (this.#state !== 'over') then();
    });
  }
}

/** Seconds until the master knows that a host has died. */
export const untilFailed = 5;
/** Seconds from the first pixel. */
const firstReport = 0.2;
