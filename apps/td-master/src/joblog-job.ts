import { resolve } from 'node:path';
import { type JoblogJob, millisecondsNow } from '@task-distributor/cli';
import { formatHostAddress } from '@task-distributor/remote';
import type { DispatchPlan } from '@task-distributor/work';

/** @param start when the command started, on the clock of performance.now() */
export function joblogJobOf({ image, hosts }: DispatchPlan, start: number): JoblogJob {
  return {
    scene: resolve(image.scene),
    hosts: hosts.listed.map(({ address }) => formatHostAddress(address)),
    start: millisecondsNow(start),
  };
}
