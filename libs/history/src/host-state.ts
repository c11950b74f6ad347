import { type Rows, sameRows } from '@task-distributor/band';
import type { BandState, TrackedBand } from './band-state.ts';
import { Pace } from './pace.ts';

/** `sending`: it has rendered its band, whose part or line is on the way; `retrying`: an attempt on it has failed, and it has another band or none; `lost`: it cannot be reached. */
export type HostPhase = 'idle' | 'rendering' | 'sending' | 'retrying' | 'quarantined' | 'lost';

export interface HostState {
  /** As in the stream: `[user@]name[:port]`. */
  readonly name: string;
  readonly phase: HostPhase;
  /** Maximum number of its bands at the same time. */
  readonly slots: number;
  /** Those that it renders now, the oldest first. */
  readonly bands: Iterable<BandState>;
  /** Of bands that are rendered. */
  readonly rowsDone: number;
  /** While it traces; null = nothing is known yet. */
  readonly rowsPerSecond: number | null;
  /** From the first to the last one. */
  readonly spells: readonly Spell[];
}

/** A stretch of work. Times are in ms since the epoch. */
export interface Spell {
  /** Of the band. */
  readonly rows: Rows;
  readonly kind: 'attempt' | 'blocks';
  /** 0 for blocks. */
  readonly attempt: number;
  readonly from: number;
  /** null = it goes on. */
  readonly to: number | null;
  /** `split`: the attempt goes on with fewer rows, in another spell; `stopped`: the job was stopped. */
  readonly outcome: 'running' | 'done' | 'failed' | 'split' | 'stopped';
  /** Why it has failed; null = it has not, or nobody said why. */
  readonly reason: string | null;
}

export type SpellEnd = Pick<Spell, 'outcome' | 'reason'>;

/** The state of a host, as it changes. */
export class TrackedHost implements HostState {
  readonly name: string;
  slots = 1;
  weight = 1;
  isQuarantined = false;
  isLost = false;
  /** Whether its last attempt has failed. */
  hasFailed = false;
  readonly bands = new Set<TrackedBand>();
  readonly spells: Spell[] = [];
  readonly pace = new Pace();
  rowsDone = 0;
  /** Indexes of the spells that go on, by kind and rows. */
  readonly #open = new Map<string, number>();
  #helps = 0;

  constructor(name: string) {
    this.name = name;
  }

  get phase(): HostPhase {
    const bands = [...this.bands];
    if (bands.some(({ phase }) => phase === 'rendering')) return 'rendering';
    if (bands.some(({ isRunning }) => isRunning)) return 'retrying';
    if (bands.length > 0) return 'sending';
    if (this.isLost) return 'lost';
    if (this.isQuarantined) return 'quarantined';
    if (this.isHelping) return 'rendering';
    return this.hasFailed ? 'retrying' : 'idle';
  }

  get rowsPerSecond(): number | null {
    return this.pace.rowsPerSecond;
  }

  /** Whether it renders blocks for other hosts. */
  get isHelping(): boolean {
    return this.#helps > 0;
  }

  /** Whether bands can go to it. */
  get isInUse(): boolean {
    return !this.isLost && !this.isQuarantined;
  }

  begin(kind: Spell['kind'], rows: Rows, attempt: number, from: number): void {
    this.end(kind, rows, from, { outcome: 'failed', reason: null });
    this.#open.set(keyOf(kind, rows), this.spells.length);
    if (kind === 'blocks') this.#helps += 1;
    this.spells.push({ kind, rows, attempt, from, to: null, outcome: 'running', reason: null });
  }

  /** @returns the spell; null = there is none */
  end(kind: Spell['kind'], rows: Rows, to: number, end: SpellEnd): Spell | null {
    const index = this.#open.get(keyOf(kind, rows));
    if (index === undefined) return null;
    this.#open.delete(keyOf(kind, rows));
    if (kind === 'blocks') this.#helps -= 1;
    const spell = { ...this.spells[index]!, to, ...end };
    this.spells[index] = spell;
    return spell;
  }

  /** Adds the reason to a spell that was seen to fail before. @returns whether there is one */
  explain(rows: Rows, attempt: number, reason: string): boolean {
    const index = this.spells.findLastIndex(
      (spell) => spell.attempt === attempt && sameRows(spell.rows, rows),
    );
    const spell = this.spells[index];
    if (spell?.outcome !== 'failed') return false;
    this.spells[index] = { ...spell, reason };
    return true;
  }

  /** Ends all spells: nothing runs any more. */
  endAll(to: number): void {
    for (const index of this.#open.values()) {
      this.spells[index] = { ...this.spells[index]!, to, outcome: 'stopped' };
    }
    this.#open.clear();
    this.#helps = 0;
  }

  /** The job was stopped, and may go on later. */
  stop(at: number): void {
    this.endAll(at);
    this.bands.clear();
    this.pace.stop(at);
    Object.assign(this, { hasFailed: false, isLost: false, isQuarantined: false });
  }
}

function keyOf(kind: Spell['kind'], { first, last }: Rows): string {
  return `${kind} ${first}-${last}`;
}
