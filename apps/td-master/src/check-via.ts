import { UsageError } from '@task-distributor/cli';

/** The ways to start a worker. */
const ways = ['local'];

/** @throws UsageError for a way that is not there */
export function checkVia(via: string | undefined): void {
  if (via !== undefined && !ways.includes(via))
    throw new UsageError(`--via: Expected ${ways.join(' or ')}, got "${via}"`);
}
