import { formatRemaining } from '@task-distributor/history';

/** A run of a series that has ended. */
export interface FinishedRun {
  readonly hosts: number;
  readonly seconds: number;
}

/**
 * The line about the last run that has ended: `run 2 of 20, 2 hosts: 21.11 s, about 6 min left`.
 * @param rounds number of hosts of each run of the series
 */
export function runLine(finished: readonly FinishedRun[], rounds: readonly number[]): string {
  const { hosts, seconds } = finished.at(-1)!;
  const hostsText = hosts === 1 ? '1 host' : `${hosts} hosts`;
  const line = `run ${finished.length} of ${rounds.length}, ${hostsText}: ${seconds.toFixed(2)} s`;
  const next = rounds.slice(finished.length);
  if (next.length === 0) return line;
  const left = next.reduce((sum, count) => sum + expectedSeconds(count, finished), 0);
  return `${line}, about ${formatRemaining({ least: left, most: left })} left`;
}

/** As long as earlier runs with as many hosts; without one, as long as if the speedup were the number of hosts. */
function expectedSeconds(hosts: number, finished: readonly FinishedRun[]): number {
  const alike = finished.filter((run) => run.hosts === hosts);
  const known = alike.length > 0 ? alike : finished;
  return known.reduce((sum, run) => sum + (run.seconds * run.hosts) / hosts, 0) / known.length;
}
