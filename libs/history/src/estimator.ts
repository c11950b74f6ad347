import type { BandBook } from './band-book.ts';
import { type Forecast, forecast } from './forecast.ts';
import type { HostBook } from './host-book.ts';

/** When the job will end: the earliest and the latest time, in ms since the epoch. */
interface Ends {
  readonly least: number;
  readonly most: number;
}

/** Estimates how long the job will take, and smooths what it estimates. */
export class Estimator {
  readonly #bands: BandBook;
  readonly #hosts: HostBook;
  #splits: boolean | null = null;
  #expectedSeconds: number | null = null;
  #mostWorkers = Infinity;
  #at = -Infinity;
  #ends: Ends | null = null;
  /** How far single estimates lie from the smoothed one, in ms. */
  #drift = 0;

  constructor(bands: BandBook, hosts: HostBook) {
    this.#bands = bands;
    this.#hosts = hosts;
  }

  /** @param splits whether running bands can be cut short @param mostWorkers at the same time */
  know(splits: boolean, mostWorkers: number): void {
    this.#splits = splits;
    this.#mostWorkers = mostWorkers;
  }

  sawSplit(wasRunning: boolean): void {
    if (wasRunning) this.#splits = true;
  }

  /** @param seconds that the whole job is expected to take; null = unknown */
  expect(seconds: number | null, at: number): void {
    this.#expectedSeconds = seconds;
    this.#at = Math.min(this.#at, at - intervalMs);
  }

  /** Begins anew. */
  forget(): void {
    this.#ends = null;
    this.#at = -Infinity;
  }

  /** Makes an estimate, unless the last one is new. */
  goTo(at: number): void {
    if (at - this.#at < intervalMs) return;
    const { totals } = this.#bands;
    const [splits, expectedSeconds, mostWorkers] = [this.#splits, this.#expectedSeconds, this.#mostWorkers];
    const facts = { now: at, splits, expectedSeconds, mostWorkers };
    const next = totals.bands === 0 ? null : forecast(this.#bands, this.#hosts, facts);
    const passed = at - this.#at;
    this.#at = at;
    if (next === null) this.#ends = null;
    else this.#smooth(next, passed);
  }

  /** Seconds from then on; null = nothing is known. */
  at(now: number): { least: number; most: number } | null {
    if (this.#ends === null) return null;
    const { least, most } = this.#ends;
    const drift = Math.min(this.#drift, mostDrift * Math.max(0, (least + most) / 2 - now));
    const secondsUntil = (end: number): number => Math.max(0, end - now) / 1_000;
    return { least: secondsUntil(least - drift), most: secondsUntil(most + drift) };
  }

  #smooth({ least, most }: Forecast, passed: number): void {
    const [first, last] = [this.#at + 1_000 * least, this.#at + 1_000 * most];
    if (this.#ends === null) {
      this.#ends = { least: first, most: last };
      this.#drift = 0;
      return;
    }
    const ends = this.#ends;
    const middle = Math.max((least + most) / 2, ((ends.least + ends.most) / 2 - this.#at) / 1_000);
    const share = 1 - Math.exp(-passed / (1_000 * Math.max(leastSmoothing, smoothing * middle)));
    const away = Math.abs(first + last - ends.least - ends.most) / 2;
    this.#drift += share * (away - this.#drift);
    this.#ends = {
      least: ends.least + share * (first - ends.least),
      most: ends.most + share * (last - ends.most),
    };
  }
}

const intervalMs = 500;
/** Seconds. */
const leastSmoothing = 2;
/** Share of the remaining time. */
const smoothing = 0.08;
/** Share of the remaining time. */
const mostDrift = 0.3;
