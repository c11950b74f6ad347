import { readFile, readlink } from 'node:fs/promises';

/**
 * What tells a process from every other that ever had its number: boot id, namespace of process ids and start time
 * (`/proc/<pid>/stat` field 22, in clock ticks since boot). '' where the system does not tell. A dead process that
 * nobody has waited for yet counts as gone: null, as for a number that nobody has.
 */
export async function processToken(pid: number): Promise<string | null> {
  const machine = await machineToken();
  if (machine === '') return '';
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field is the program's name in parentheses, and can hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', startTime = ''] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' ? null : `${machine}/${startTime}`;
}

/** Whether a token names a process of this machine since its last boot, so that its number can be looked up here. */
export async function isOfThisMachine(token: string): Promise<boolean> {
  const machine = await machineToken();
  return machine !== '' && token.startsWith(`${machine}/`);
}

/** Names alone do not do: machines made from one image share theirs. */
async function machineToken(): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const namespace = /\d+/.exec(await readlink('/proc/self/ns/pid'))?.[0] ?? '';
    return `${boot}/${namespace}`;
  } catch {
    return '';
  }
}
