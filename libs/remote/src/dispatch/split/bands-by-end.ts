import { KeyedHeap } from './keyed-heap.ts';
import { endAt, type Known, type TimedWork } from './paced-work.ts';

/**
 * Running bands by the time at which they are expected to end. It is worked out again when a band reports, when one has been
 * silent for a while, and when it matters.
 */
export class BandsByEnd<Work extends TimedWork> {
  /** Those that may be asked to end earlier. */
  readonly #free = new KeyedHeap<Work>();
  /** By the time at which each is looked at again, earliest first. */
  readonly #nextLooks = new KeyedHeap<Work>();

  /** Works out again when the band ends. */
  look(band: Work, now: number, known: Known): void {
    this.#update(band, now, known);
    this.#lookAgainAt(band, band.lookAgainAt(now, known));
  }

  /** Looks at those whose time has come. */
  lookAtSilent(now: number, known: Known): void {
    for (
      let next = this.#nextLooks.first;
      next !== undefined && -next.key <= now;
      next = this.#nextLooks.first
    )
      this.#lookAgain(next.item, now, known);
  }

  /** Before the next decision, these are looked at. */
  lookAtAll(bands: Iterable<Work>): void {
    for (const band of bands) this.#nextLooks.set(band, Infinity);
  }

  delete(band: Work): void {
    for (const heap of [this.#free, this.#nextLooks]) heap.delete(band);
  }

  /** The few that end last of those that may be asked, last first. */
  lastToAsk(count: number, now: number, known: Known): Work[] {
    for (;;) {
      const bands = this.#free.largest(count);
      const changed = bands.filter((band) => {
        const before = this.#free.keyOf(band)!;
        const end = this.#update(band, now, known);
        return (
          this.#free.keyOf(band) === undefined || end < before - worthAnotherLook * Math.max(1, before - now)
        );
      });
      if (changed.length === 0) return bands;
    }
  }

  #lookAgain(band: Work, now: number, known: Known): void {
    this.#update(band, now, known);
    const next = band.lookAgainAt(now, known);
    this.#nextLooks.set(band, -(band.blockedUntil > now ? Math.min(next, band.blockedUntil) : next));
  }

  /** An earlier look is not put off: that would take longer than the look. */
  #lookAgainAt(band: Work, next: number): void {
    if (-(this.#nextLooks.keyOf(band) ?? -Infinity) > next) this.#nextLooks.set(band, -next);
  }

  #update(band: Work, now: number, known: Known): number {
    const end = endAt(band, now, known);
    if (band.canBeAsked(now, known)) this.#free.set(band, end);
    else this.#free.delete(band);
    return end;
  }
}

/** Share of the time until a band's end. */
const worthAnotherLook = 0.02;
