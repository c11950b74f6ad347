import { readdir, readFile, rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { debianPath, run } from '../cluster/run-cluster.ts';
import { date, listing, lockfileLines } from './job-folder.ts';
import { firstRows, samples, uncut } from './picture.ts';
import { originalMaster, ourWorker, shared } from './places.ts';

/** Runs the original's master with this worker as its REMOTE_SCRIPT. */
export async function runOriginalMaster(worker: string, nodes: number, width: number, height: number) {
  const options = ['-n', `${nodes}`, '-x', `${width}`, '-y', `${height}`, '-p', shared];
  const { exitCode, stdout } = await run(originalMaster, options, {
    env: { PATH: debianPath, ORIGINAL_REMOTE_SCRIPT: worker },
  });
  const name = new RegExp(`^output_${width}x${height}_${nodes}_nodes_${date}\\.png$`);
  // The names end with the time, so the last one belongs to this run.
  const output = (await readdir('/tmp'))
    .filter((file) => name.test(file))
    .sort()
    .at(-1);
  const png = await readFile(`/tmp/${output}`);
  await rm(`/tmp/${output}`);
  return { exitCode, stdout, png };
}

/** The lines of a master, without those about waiting, with dates and seconds masked. */
export function masked(stdout: string): string[] {
  return stdout
    .trimEnd()
    .split('\n')
    .filter((line) => !/^Wait for pi11\d in lockfile\.$/.test(line))
    .map((line) => line.replace(new RegExp(date), 'DATE').replace(/\d+\.\d{3}s$/, 'S.SSSs'));
}

/** The masked lines of a master that has finished. */
export function linesOfMaster(hosts: readonly string[]): string[] {
  return [
    `${shared}/lockfile has been created.`,
    ...hosts.flatMap((host) => [`${host} DATE`, `${host} has been finished.`]),
    hosts.length === 1 ? 'Image has been copied.' : 'Image parts have been composed.',
    'Required time to process the 1st sequential part:    S.SSSs',
    'Required time to process the parallel part:          S.SSSs',
    'Required time to process the 2nd sequential part:    S.SSSs',
  ];
}

export function originalMasterWithOurWorker(): void {
  const hosts = (count: number) => Array.from({ length: count }, (_, i) => `pi${110 + i}`);

  it.each([
    [1, 160, 121],
    [3, 161, 120],
    [8, 160, 120],
  ])('on %i hosts', async (nodes, width, height) => {
    const { exitCode, stdout, png } = await runOriginalMaster(ourWorker, nodes, width, height);
    expect({ exitCode, lines: masked(stdout) }).toEqual({ exitCode: 0, lines: linesOfMaster(hosts(nodes)) });
    const line = (host: string) => expect.stringMatching(new RegExp(`^${host} ${date}$`));
    expect(await lockfileLines()).toEqual(hosts(nodes).map(line));
    expect(await listing()).toEqual(['lockfile', ...hosts(nodes).map((host) => `${host}.png`)]);
    expect(await samples(png)).toEqual(await samples(await uncut(width, height)));
  });

  it('omits the remainder of the rows, as with its own worker', async () => {
    const { exitCode, png } = await runOriginalMaster(ourWorker, 3, 160, 121);
    expect(exitCode).toBe(0);
    expect(await samples(png)).toEqual(await firstRows(await uncut(160, 121), 120));
  });
}
