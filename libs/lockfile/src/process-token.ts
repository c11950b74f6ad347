import { readFile, readlink } from 'node:fs/promises';
import { readProcStat } from '@task-distributor/band';

/**
 * What distinguishes a process from every other that ever had its id: boot id, namespace of process ids, and start time.
 * '' when the system does not provide them; null when no process has the id. A process that has ended counts as gone, even
 * if nobody has waited for it yet.
 */
export async function processToken(pid: number): Promise<string | null> {
  const machine = await machineToken();
  if (machine === '') return '';
  const stat = readProcStat(pid);
  return stat === null || stat.state === 'Z' || stat.state === 'X' ? null : `${machine}/${stat.startTime}`;
}

/** Whether a token is of a process of this machine since its last boot, so that its id can be looked up here. */
export async function isOfThisMachine(token: string): Promise<boolean> {
  const machine = await machineToken();
  return machine !== '' && token.startsWith(`${machine}/`);
}

/** The machine's name does not identify it: machines made from one image share theirs. */
async function machineToken(): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const namespace = /\d+/.exec(await readlink('/proc/self/ns/pid'))?.[0] ?? '';
    return `${boot}/${namespace}`;
  } catch {
    return '';
  }
}
