import type { AttemptEnded, Band, JobEvent, Rows } from '@task-distributor/band';
import type { BandBook } from './band-book.ts';
import type { BandPhase, TrackedBand } from './band-state.ts';
import type { HostBook } from './host-book.ts';

/** What happens between bands and hosts. */
export class Runs {
  readonly #bands: BandBook;
  readonly #hosts: HostBook;

  constructor(bands: BandBook, hosts: HostBook) {
    this.#bands = bands;
    this.#hosts = hosts;
  }

  see(event: Exclude<JobEvent, Band>, at: number): void {
    if (event.type === 'attempt') this.#attemptEnded(event, at);
    if (event.type === 'host') this.#hosts.of(event.host).isQuarantined = true;
    if (event.type === 'blocks-started') this.#hosts.of(event.host).begin('blocks', event.rows, 0, at);
    if (event.type === 'blocks') {
      const { host, rows, reason } = event;
      this.#hosts.of(host).end('blocks', rows, at, { outcome: reason === null ? 'done' : 'failed', reason });
    }
  }

  start(band: TrackedBand, host: string, at: number): void {
    // Between two commands, nobody says that an attempt has failed.
    if (band.isRunning) this.fail(band, { isFinal: false, reason: null }, at);
    const attempt = band.attempt + 1;
    this.#bands.change(band, () => {
      band.goTo(attempt > 1 ? 'retrying' : 'rendering', at);
      Object.assign(band, { host, attempt, percent: 0, tracedFrom: null, since: at, startedAt: at });
    });
    this.#begin(band, host, at);
  }

  /** The same attempt goes on with fewer rows. */
  goOn(band: TrackedBand, host: string, at: number): void {
    if (!band.isRunning) return this.start(band, host, at);
    this.#begin(band, host, at);
  }

  progress(band: TrackedBand, host: string, percent: number, at: number): void {
    if (!band.isRunning || band.host !== host) this.start(band, host, at);
    // After a split, the worker may still count rows that it has lost.
    if (!(percent > band.percent)) return;
    const before = band.reached;
    this.#bands.change(band, () => (band.percent = Math.min(99, percent)));
    band.progressedAt = at;
    const { pace } = this.#hosts.of(host);
    if (band.tracedFrom === null) {
      // What an earlier attempt has left says nothing about the pace of this one.
      this.#hosts.launched(
        (at - band.startedAt) / 1_000 - this.#hosts.secondsFor(host, this.#workOf(before, band)),
      );
      band.tracedFrom = at;
      return pace.trace(at, 1);
    }
    pace.progressed(at, band.reached - before, this.#workOf(before, band));
  }

  split(band: TrackedBand, kept: Rows, rest: Rows, at: number): void {
    const { host, rows, isRunning } = band;
    const upper = this.#bands.split(band, kept, rest, at);
    if (host === null || !isRunning) return;
    const tracked = this.#hosts.of(host);
    tracked.end('attempt', rows!, at, { outcome: 'split', reason: null });
    tracked.bands.delete(band);
    tracked.bands.add(upper);
  }

  finish(band: TrackedBand, end: { phase: BandPhase; host: string | null }, at: number): void {
    if (band.phase === end.phase) return;
    const before = band.reached;
    this.#stop(band, at, 'done', null);
    this.#bands.change(band, () => {
      const isNew = band.host === null;
      band.goTo(end.phase, at);
      band.percent = 100;
      if (isNew) band.host = end.host;
    });
    if (band.host !== null && band.attempt > 0) this.#credit(band, before, at);
  }

  /** An attempt at the band has failed. */
  fail(
    band: TrackedBand,
    { isFinal, reason }: { isFinal: boolean; reason: string | null },
    at: number,
  ): void {
    if (band.isOver) return;
    this.#stop(band, at, 'failed', reason);
    if (band.host !== null) this.#hosts.of(band.host).bands.delete(band);
    this.#bands.change(band, () => {
      band.goTo(isFinal ? 'failed' : 'retrying', at);
      Object.assign(band, { percent: 0, host: isFinal ? band.host : null });
    });
  }

  #attemptEnded({ rows, host: name, attempt, start, outcome }: AttemptEnded, at: number): void {
    const { reason, code = '', isFinal } = outcome;
    const host = this.#hosts.of(name);
    const band = this.#bands.of({ ...rows, host: name }, at);
    this.#hosts.launched(outcome.report.launchSeconds ?? null);
    host.hasFailed = reason !== null;
    host.isLost = reason !== null && code.startsWith('E_SSH_');
    if (reason === null) {
      host.isQuarantined = false;
      return void host.end('attempt', rows, at, { outcome: 'done', reason });
    }
    // It can have failed before it began, or be reported when the band already runs on another host.
    if (band.isRunning && band.host === name) return this.fail(band, { isFinal: false, reason }, at);
    if (!band.isRunning && band.attempt < attempt) band.attempt = attempt;
    if (!host.explain(rows, attempt, reason)) {
      host.begin('attempt', rows, attempt, start.getTime());
      host.end('attempt', rows, at, { outcome: 'failed', reason });
    }
    if (!isFinal && band.phase === 'waiting') this.#bands.change(band, () => band.goTo('retrying', at));
  }

  #begin(band: TrackedBand, name: string, at: number): void {
    const host = this.#hosts.of(name);
    host.bands.add(band);
    if (band.rows !== null) host.begin('attempt', band.rows, band.attempt, at);
  }

  /** What is rendered has been rendered, and nothing runs any more. */
  #stop(band: TrackedBand, at: number, outcome: 'done' | 'failed', reason: string | null): void {
    if (band.host === null || !band.isRunning) return;
    const host = this.#hosts.of(band.host);
    if (band.rows !== null) host.end('attempt', band.rows, at, { outcome, reason });
    if (band.tracedFrom !== null) host.pace.trace(at, -1);
    host.hasFailed = outcome === 'failed';
    if (outcome === 'done') Object.assign(host, { isLost: false, isQuarantined: false });
  }

  #credit(band: TrackedBand, before: number, at: number): void {
    const host = this.#hosts.of(band.host!);
    const isSent = band.phase === 'done';
    if (isSent) host.bands.delete(band);
    if (before === band.reached) return;
    host.rowsDone += band.rowCount;
    const [rows, work] = [band.reached - before, this.#workOf(before, band)];
    if (band.tracedFrom !== null) return host.pace.progressed(at, rows, work);
    const took = (at - band.startedAt) / 1_000;
    host.pace.finished(at, rows, work, Math.max(took - (this.#hosts.launchSeconds ?? 0), took / 4));
  }

  #workOf(before: number, { reached }: TrackedBand): number {
    return this.#bands.work.between(before, reached);
  }
}
