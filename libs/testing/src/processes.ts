import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

export interface FoundProcess {
  readonly pid: number;
  /** Its words, separated by spaces. */
  readonly command: string;
}

/** Command lines of the running processes whose command line contains the text. */
export async function processesWith(text: string): Promise<string[]> {
  return (await findProcesses(text)).map(({ command }) => command);
}

/**
 * The running processes of this machine whose command line, or whose environment, contains the text; without the caller and
 * without zombies.
 */
export async function findProcesses(
  text: string,
  file: 'cmdline' | 'environ' = 'cmdline',
): Promise<FoundProcess[]> {
  const found: FoundProcess[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)) {
    if (pid === process.pid || !(await readProc(pid, file)).includes(text) || !isRunning(pid)) continue;
    found.push({ pid, command: (await readProc(pid, 'cmdline')).replaceAll('\0', ' ') });
  }
  return found;
}

/** Whether there is such a process, and it is no zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Empty where the process has ended meanwhile, or is another user's. */
function readProc(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
