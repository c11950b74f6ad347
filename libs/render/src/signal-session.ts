import { readdirSync, readFileSync } from 'node:fs';

/**
 * Signals a process that leads a session, and all others of it: of its own process group, and, where there is a /proc, of
 * others. `timeout`, for one, puts what it runs into a group of its own. What has gone already is passed over.
 */
export function signalSession(leader: number, signal: NodeJS.Signals): void {
  for (const pid of [...othersOf(leader), -leader]) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has gone already.
    }
  }
}

/** Process ids of the session outside its leader's group. Source: proc(5), /proc/PID/stat. */
function othersOf(leader: number): number[] {
  return processIds().filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The second field is the program's name in parentheses, and can hold spaces and parentheses itself.
      const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(session) === leader && Number(group) !== leader;
    } catch {
      return false;
    }
  });
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
