/** Speed from a time on; 0 = the host is dead. */
export interface SpeedChange {
  readonly at: number;
  readonly speed: number;
}

export interface HostOptions {
  readonly name: string;
  /** What the user says that its speed is. */
  readonly weight: number;
  /** When it joins the job. */
  readonly from: number;
  /** The first one is at time 0. */
  readonly speeds: readonly SpeedChange[];
}

/** A host whose speed changes. A host of speed 1 renders a picture in the seconds that it says. */
export class SimulatedHost {
  readonly name: string;
  readonly weight: number;
  readonly from: number;
  readonly #speeds: readonly SpeedChange[];

  constructor({ name, weight, from, speeds }: HostOptions) {
    this.name = name;
    this.weight = weight;
    this.from = from;
    this.#speeds = speeds;
  }

  /** When it dies, seen from a time; Infinity = never. */
  deathAfter(time: number): number {
    const death = this.#speeds.find(({ speed }, i) => speed === 0 && this.#endOf(i) > time);
    return death === undefined ? Infinity : Math.max(time, death.at);
  }

  /** The time when work that it begins at a time is done; Infinity = never. */
  endOf(work: number, begin: number): number {
    let left = work;
    for (const [i, { at, speed }] of this.#speeds.entries()) {
      const end = this.#endOf(i);
      if (end <= begin) continue;
      const start = Math.max(at, begin);
      if (left <= (end - start) * speed) return start + left / (speed || 1);
      left -= (end - start) * speed;
    }
    return Infinity;
  }

  /** Work that it does between two times. */
  workBetween(begin: number, end: number): number {
    return this.#speeds.reduce((sum, { at, speed }, i) => {
      const seconds = Math.min(end, this.#endOf(i)) - Math.max(begin, at);
      return sum + Math.max(0, seconds) * speed;
    }, 0);
  }

  get topSpeed(): number {
    return Math.max(...this.#speeds.map(({ speed }) => speed));
  }

  #endOf(i: number): number {
    return this.#speeds[i + 1]?.at ?? Infinity;
  }
}
