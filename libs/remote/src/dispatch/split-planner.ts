import type { Rows } from '@task-distributor/band';
import { BandsByEnd, type Known } from './split/bands-by-end.ts';
import { bestCut, commonEnd, type Cut, type CuttableBand, type Helpers } from './split/best-cut.ts';
import { HostSpeeds } from './split/host-speeds.ts';
import { PacedBand } from './split/paced-band.ts';
import { RowCosts } from './split/row-costs.ts';

export interface SplitPlannerOptions {
  /** Seconds of a row, from 1 on, on a host of weight 1. Without it, all rows cost the same until `setCosts` is called. */
  readonly costOfRow?: (row: number) => number;
  /** Rows of one of the renderer's blocks. */
  readonly blockRows: number;
  /** First guess at the seconds from the start of a worker to its first pixel. */
  readonly launchSeconds: number;
}

/** A host that has nothing to do. */
export interface IdleHost {
  readonly name: string;
  /** Its speed relative to that of others. */
  readonly weight: number;
}

/** The attempt is to end after this row. */
interface PlannedCut {
  readonly key: string;
  readonly last: number;
}

/**
 * Decides which running band is cut short for a host that has nothing left to do, and where: the band that would end last,
 * so that it and its rest end at the same time. It has no clock: `now` is in seconds, and never goes back. The key names an
 * attempt at a band, and stays the same when the band has been cut. The time for a decision grows with the logarithm of the
 * number of bands.
 */
export class SplitPlanner {
  readonly #bands = new Map<string, PacedBand>();
  readonly #byEnd = new BandsByEnd();
  #known: Known;

  constructor({ costOfRow, blockRows, launchSeconds }: SplitPlannerOptions) {
    const costs = new RowCosts(costOfRow ?? null);
    this.#known = { costs, speeds: new HostSpeeds(launchSeconds), blockRows };
    this.#known.speeds.restart(costOfRow !== undefined);
  }

  /** The costs of rows have become known, or are known better. */
  setCosts(costOfRow: (row: number) => number): void {
    this.#known = { ...this.#known, costs: new RowCosts(costOfRow) };
    this.#known.speeds.restart(true);
    for (const band of this.#bands.values()) band.recount(this.#known);
    this.#byEnd.lookAtAll(this.#bands.values());
  }

  /** An attempt at a band runs. */
  started(key: string, rows: Rows, host: string, weight: number, now: number): void {
    const band = new PacedBand(key, rows, { name: host, weight }, now);
    this.#bands.set(key, band);
    this.#look(band, now);
  }

  /** @param lastRow last of the rows that are finished from the first one on; null = not reported */
  progressed(key: string, lastRow: number | null, percent: number, now: number): void {
    const band = this.#bands.get(key);
    band?.progressed({ lastRow, percent }, now, this.#known);
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
   */
  ended(key: string, launch: number | null = null): void {
    const band = this.#bands.get(key);
    if (band === undefined) return;
    band.ended(launch, this.#known.speeds);
    this.#bands.delete(key);
    this.#byEnd.delete(band);
  }

  /** What to cut for each of the idle hosts, in their order, as long as it gains more than it costs. */
  *plansFor(idle: readonly IdleHost[], now: number): Generator<PlannedCut> {
    for (const [i, host] of idle.entries()) {
      const plan = this.plan(host, now, idle.length - i);
      if (plan === null) return;
      yield plan;
    }
  }

  /**
   * What to cut for an idle host; null = nothing gains more than it costs. The band counts as asked.
   * @param idle number of hosts that have nothing to do, this one among them
   */
  plan(host: IdleHost, now: number, idle = 1): PlannedCut | null {
    this.#byEnd.lookAtSilent(now, this.#known);
    for (let place = 0; place < mostTried; place += 1) {
      const bands = this.#byEnd
        .lastToAsk(place + Math.min(idle, mostTogether), now, this.#known)
        .slice(place);
      const [band] = bands;
      if (band === undefined) return null;
      const outlooks = bands.map((each) => each.outlook(now, this.#known)!);
      const { rate, work } = outlooks[0]!;
      const cut = this.#bestCut(outlooks, this.#helpers(band, { ...host, idle }, rate));
      // If there is less work than expected, a cut gains less, too.
      if (cut === null || cut.gain <= leastGain + (band.doubt(this.#known) * work) / 2) continue;
      band.asked(now);
      this.#byEnd.block(band);
      return { key: band.key, last: cut.last };
    }
    return null;
  }

  /** Seconds until the last of the running bands is expected to end; Infinity = unknown. */
  expectedEnd(now: number): number {
    let end = now;
    for (const band of this.#bands.values()) end = Math.max(end, band.endAt(now, this.#known));
    return end - now;
  }

  #look(band: PacedBand | undefined, now: number): void {
    if (band !== undefined) this.#byEnd.look(band, now, this.#known);
  }

  /** @param bands the one to be cut, and those that are cut next if several hosts are idle */
  #bestCut(bands: readonly CuttableBand[], helpers: Helpers): Cut | null {
    return bestCut(bands[0]!, { ...this.#known, helpers }, commonEnd(bands, helpers));
  }

  #helpers(band: PacedBand, host: IdleHost & { idle: number }, rateOfBand: number): Helpers {
    const { speeds, costs } = this.#known;
    const expected = speeds.rateOf({ host: host.name, weight: host.weight })!;
    // While nothing is known about the rows, those of this band are as good a guide as what the host has rendered elsewhere.
    const rate = costs.areKnown ? expected : Math.sqrt(expected * rateOfBand * (host.weight / band.weight));
    return { count: host.idle, rate, launch: speeds.launchOf(host.name) };
  }
}

/** Seconds. The launches are in what it costs. */
const leastGain = 0.3;
/** Number of bands that are tried for one host, and that are cut together for several. */
const mostTried = 3;
const mostTogether = 8;
