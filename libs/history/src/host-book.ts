import type { HostFacts } from '@task-distributor/band';
import { TrackedHost } from './host-state.ts';

/** All hosts of a job. */
export class HostBook {
  readonly hosts = new Map<string, TrackedHost>();
  /** How long attempts take until they report progress: seconds, the newest counts most; null = unknown. */
  launchSeconds: number | null = null;

  of(name: string): TrackedHost {
    let host = this.hosts.get(name);
    if (host === undefined) this.hosts.set(name, (host = new TrackedHost(name)));
    return host;
  }

  list({ name, slots, weight }: HostFacts): void {
    Object.assign(this.of(name), { slots, weight });
  }

  launched(seconds: number | null): void {
    if (seconds === null) return;
    const known = Math.max(0, seconds);
    this.launchSeconds = this.launchSeconds === null ? known : 0.8 * this.launchSeconds + 0.2 * known;
  }

  /** What a host takes for this work, as far as is known. */
  secondsFor(host: string, work: number): number {
    const { pace } = this.of(host);
    return pace.work > 0 ? (work * pace.seconds) / pace.work : 0;
  }

  /** Work is measured in another way from now on. */
  changeUnit(): void {
    for (const { pace } of this.hosts.values()) pace.changeUnit();
  }
}
