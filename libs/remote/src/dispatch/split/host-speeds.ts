export interface Host {
  readonly name: string;
  /** Its speed relative to that of others. */
  readonly weight: number;
}

/** What to expect of a host. */
export interface Prospect {
  /** Cost of rows a second. */
  readonly rate: number;
  /** Seconds. */
  readonly launch: number;
}

interface Speed {
  cost: number;
  seconds: number;
  launch: number | null;
}

/** How fast hosts are, and how long a launch takes on them. All times are in seconds. */
export class HostSpeeds {
  readonly #hosts = new Map<string, Speed>();
  readonly #firstGuess: number;
  /** Of all hosts together, as if each had weight 1. */
  #cost = 0;
  #seconds = 0;
  #launches = 0;
  #launchSeconds = 0;
  #leastWeight = Infinity;
  #mostWeight = 0;
  /** How many launches a second each host could do one after the other. */
  #launchRates = 0;

  /** @param firstGuess at the time for a launch */
  constructor(firstGuess: number) {
    this.#firstGuess = firstGuess;
  }

  /**
   * Forgets all rates, since costs are counted in another way.
   * @param areSeconds whether they are those of a host of weight 1
   */
  restart(areSeconds: boolean): void {
    for (const host of this.#hosts.values()) Object.assign(host, { cost: 0, seconds: 0 });
    this.#cost = areSeconds ? 1 : 0;
    this.#seconds = this.#cost;
  }

  worked({ name, weight }: Host, cost: number, seconds: number): void {
    const speed = this.#of(name);
    const fade = 0.5 ** (seconds / halfLife);
    speed.cost = speed.cost * fade + cost;
    speed.seconds = speed.seconds * fade + seconds;
    this.#cost += cost;
    this.#seconds += seconds * weight;
  }

  launched({ name, weight }: Host, seconds: number): void {
    const speed = this.#of(name);
    speed.launch = speed.launch === null ? seconds : (speed.launch + seconds) / 2;
    this.#launches += 1;
    this.#launchSeconds += seconds;
    this.#launchRates += launchRate(seconds);
    this.#leastWeight = Math.min(this.#leastWeight, weight);
    this.#mostWeight = Math.max(this.#mostWeight, weight);
  }

  launchOf({ name }: Host): number {
    const mean = this.#launches === 0 ? this.#firstGuess : this.#launchSeconds / this.#launches;
    return this.#hosts.get(name)?.launch ?? mean;
  }

  /** Cost of rows a second that is expected of the host: as before or, if it has done nothing yet, as of others. null = unknown. */
  rateOf({ name, weight }: Host): number | null {
    const own = this.#hosts.get(name);
    const mean = this.meanFor({ name, weight });
    if (own === undefined || !(own.cost > 0 && own.seconds > 0)) return mean;
    return mean === null
      ? own.cost / own.seconds
      : (own.cost + mean * meanSeconds) / (own.seconds + meanSeconds);
  }

  /**
   * Cost of rows a second to expect of a host of this weight, from what all hosts have done together, and from how long its launch took:
   * launches take longer on slow hosts, and are known earlier. null = unknown.
   */
  meanFor({ name, weight }: Host): number | null {
    if (!(this.#cost > 0 && this.#seconds > 0)) return null;
    return (this.#speedByLaunch({ name, weight }) * weight * this.#cost) / this.#seconds;
  }

  /** How many times as fast as others a host launches; 1 = unknown. */
  #speedByLaunch({ name }: Host): number {
    const launch = this.#hosts.get(name)?.launch ?? null;
    // If hosts have different weights, these say more: much of a launch is waiting.
    if (launch === null || this.#leastWeight < this.#mostWeight) return 1;
    // A mean of rates: one launch that took very long hardly changes what is expected of the others.
    const times = launchRate(launch) / (this.#launchRates / this.#launches);
    return Math.min(mostTimes, Math.max(1 / mostTimes, times));
  }

  #of(name: string): Speed {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const speed = { cost: 0, seconds: 0, launch: null };
    this.#hosts.set(name, speed);
    return speed;
  }
}

function launchRate(seconds: number): number {
  return 1 / Math.max(seconds, shortestLaunch);
}

/** Seconds of work. */
const halfLife = 20;
/** Seconds. What is shorter says nothing of the speed. */
export const shortestLaunch = 0.05;
/** The mean of all hosts counts as much as that much work of a host: estimates are wrong for some rows. */
const meanSeconds = 3;
/** A launch can also take long because of something else. */
export const mostTimes = 4;
