import { readFileSync } from 'node:fs';

/** Facts about a process. Source: proc(5), /proc/PID/stat. */
export interface ProcStat {
  /** `R`, `S`, ...; `Z` = it has ended, but its parent has not waited for it yet. */
  readonly state: string;
  /** Id of its process group. */
  readonly group: number;
  /** Id of its session. */
  readonly session: number;
  /** In clock ticks since boot. */
  readonly startTime: string;
}

/** Reads /proc/PID/stat, which never blocks; null = there is no such process, or no /proc. */
export function readProcStat(pid: number): ProcStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group, session] = fields;
  return { state, group: Number(group), session: Number(session), startTime: fields[19] ?? '' };
}
