import { giveWayEvery } from '@task-distributor/band';

/**
 * Waits until it is the caller's turn to start a child: Node stops for some milliseconds until one has been created, and
 * many of them must not keep timers and signals waiting.
 */
export function turnToSpawn(): Promise<void> {
  turns = turns.then(giveWay);
  return turns;
}

const giveWay = giveWayEvery(10);
let turns: Promise<void> = Promise.resolve();
