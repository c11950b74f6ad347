import { readdirSync } from 'node:fs';
import { readProcStat } from '@task-distributor/band';

/**
 * Signals the leader of a session and all other processes of the session: those of the leader's process group, and, where
 * there is a /proc, those of other groups. `timeout`, for example, puts what it runs into a group of its own. Processes that
 * have ended are passed over.
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
