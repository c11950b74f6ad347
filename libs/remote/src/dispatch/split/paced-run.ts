import { type Host, type HostSpeeds, mostTimes, shortestLaunch } from './host-speeds.ts';
import { leastSeconds } from './work-done.ts';
import { guessedRate, nextLook, Pace } from './pace.ts';

/** How something that runs gets on. All times are in seconds. */
export interface Gait {
  /** Cost a second. */
  readonly rate: number;
  /** Time until it begins. */
  readonly wait: number;
  /** Cost of what it has done since its last report. */
  readonly done: number;
}

/** A worker at work on a host. */
export class PacedRun {
  readonly on: Host;
  readonly #startedAt: number;
  /** null = it has reported nothing yet. */
  #pace: Pace | null = null;

  constructor(on: Host, now: number) {
    this.on = on;
    this.#startedAt = now;
  }

  get hasBegun(): boolean {
    return this.#pace !== null;
  }

  /** Call it at each report. @returns whether it is the first one */
  begins(now: number, speeds: HostSpeeds): boolean {
    if (this.#pace !== null) return false;
    this.#pace = new Pace(now);
    speeds.launched(this.on, now - this.#startedAt);
    return true;
  }

  /** @param cost of what has been finished since the last step */
  step(cost: number, now: number, speeds: HostSpeeds): void {
    if (this.#pace !== null) speeds.worked(this.on, cost, this.#pace.step(cost, now));
  }

  /**
   * It has done what it had to do.
   * @param launch seconds that its launch has taken, if it has reported nothing
   * @param cost of what has been finished since its last step; 0 = since then, it has only waited for others
   * @returns seconds of work since its first report, or since its launch; null = it is not known how long it took
   */
  end(launch: number | null, cost: number, now: number, speeds: HostSpeeds): number | null {
    const begunAt = this.#pace?.firstAt ?? (launch === null ? null : this.#startedAt + launch);
    if (begunAt === null) return null;
    const lastAt = this.#pace?.lastAt ?? begunAt;
    if (cost > 0 && now - lastAt >= leastSeconds) speeds.worked(this.on, cost, now - lastAt);
    const seconds = (cost > 0 ? now : lastAt) - begunAt;
    return seconds > 0 ? seconds : null;
  }

  /** Costs are counted in another way. @param cost of what has been finished since the first report */
  recount(cost: number, speeds: HostSpeeds): void {
    if (this.#pace === null) return;
    this.#pace.restart(cost);
    speeds.worked(this.on, cost, this.#pace.lastAt - this.#pace.firstAt);
  }

  /** @param step cost of what is reported at once @returns null = nothing is known */
  gait(step: number, now: number, speeds: HostSpeeds): Gait | null {
    const pace = this.#pace;
    const due = this.#startedAt + speeds.launchOf(this.on);
    const rate =
      pace?.rate(now, step, speeds.meanFor(this.on)) ??
      guessedRate(speeds.rateOf(this.on), pace?.lastAt ?? due, step, now);
    if (rate === null) return null;
    if (pace === null)
      return { rate: this.#rateIfLate(rate, now, speeds), wait: Math.max(0, due - now), done: 0 };
    // Even after hours of silence, it is expected to end at some time.
    return { rate: Math.max(rate, leastRate), wait: 0, done: pace.costSinceStep(now, rate, step) };
  }

  /** If a launch takes longer than expected, the host is slower than expected. @param rate as expected so far */
  #rateIfLate(rate: number, now: number, speeds: HostSpeeds): number {
    const launch = Math.max(speeds.launchOf(this.on), shortestLaunch);
    const times = Math.min(mostTimes, (now - this.#startedAt) / launch);
    return times <= 1 ? rate : Math.min(rate, speeds.rateOf(this.on)! / times);
  }

  lookAgainAt(now: number, speeds: HostSpeeds): number {
    return nextLook(this.#pace, this.#startedAt, speeds.launchOf(this.on), now);
  }
}

const leastRate = 1e-12;
