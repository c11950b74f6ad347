import type { CostMap } from '@task-distributor/partition';
import type { Picture } from './picture.ts';
import type { SimulatedHost } from './simulated-host.ts';

/** What each start of the renderer costs. */
export interface Launch {
  /** Seconds that depend on no host. */
  readonly seconds: number;
  /** Seconds of parsing on a host of speed 1. */
  readonly parseWork: number;
  /** Whether a band that was cut short or shared needs one more at its end. Otherwise, its part is made of the finished blocks. */
  readonly isNeededAtEnd?: boolean;
}

/** A job on some hosts. */
export interface Scenario {
  readonly picture: Picture;
  readonly hosts: readonly SimulatedHost[];
  readonly launch: Launch;
  /** What a probe would find out. */
  readonly estimate: CostMap;
}

/** Seconds of a launch on a host of this speed. */
export function launchSeconds({ seconds, parseWork }: Launch, speed: number): number {
  return seconds + parseWork / speed;
}
