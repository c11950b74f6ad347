import { readdir, readFile } from 'node:fs/promises';

/** Command lines of the living processes of this machine that have the text in theirs. */
export async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(text)) found.push(command.replaceAll('\0', ' '));
  }
  return found;
}
