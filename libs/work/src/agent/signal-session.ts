import { readdirSync, readFileSync } from 'node:fs';

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

/** Process ids of the session outside its leader's group. Source: proc(5), /proc/PID/stat. */
function othersOf(leader: number): number[] {
  return processIds().filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The second field is the program's name in parentheses, which can contain spaces and parentheses itself.
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
