import { readdirSync } from 'node:fs';
import { readProcStat } from '@task-distributor/band';

/**
 * Sends a signal to all processes of a session: to the process group of its leader and, if there is a /proc, to its other
 * process groups. `timeout`, for example, runs its command in a new group. Processes that have ended are ignored.
 */
export function signalSession(leader: number, signal: NodeJS.Signals): void {
  for (const pid of [...othersOf(leader), -leader]) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/** Process ids of the session outside its leader's group. */
function othersOf(leader: number): number[] {
  return processIds().filter((pid) => {
    const stat = readProcStat(pid);
    return stat !== null && stat.session === leader && stat.group !== leader;
  });
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
