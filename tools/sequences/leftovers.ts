import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until no process has the folder in its command line.
 * @returns the command lines of those that are still there after the time in which a worker notices that its master has gone
 */
export async function waitUntilNothingRuns(folder: string): Promise<string[]> {
  const until = performance.now() + longestMs;
  for (;;) {
    const running = await commandsWith(folder);
    if (running.length === 0 || performance.now() > until) return running;
    await sleep(100);
  }
}

async function commandsWith(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`${folder}/`)) found.push(command.replaceAll('\0', ' '));
  }
  return found;
}

const longestMs = 25_000;
