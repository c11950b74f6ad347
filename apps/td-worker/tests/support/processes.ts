import { readdir, readFile } from 'node:fs/promises';

/** Command lines of the processes, dead ones left out, that have the text in theirs. */
export async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    const [line, stat] = await Promise.all(
      ['cmdline', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    if (line!.includes(text) && !/\) [ZX] /.test(stat!)) found.push(line!.replaceAll('\0', ' '));
  }
  return found;
}
