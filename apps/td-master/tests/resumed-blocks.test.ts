import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  commandPath,
  fakeRenderer,
  processesWith,
  samplesOf,
  slowScene,
  startCommand,
  temporaryFolder,
  temporaryJob,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';

interface Blocks {
  readonly first: number;
  readonly last: number;
}

test.each(['SIGKILL', 'SIGINT'] as const)(
  'after %s, --resume uses what helpers have finished, and asks nobody for it again',
  async (signal) => {
    const { folder, job } = temporaryJob();
    const scene = await slowScene(folder, 'slow.pov', 6_000);
    const [output, joblog, whole, asked] = ['out.png', 'log', 'whole.png', 'asked'].map((name) =>
      join(folder, name),
    );
    const worker = await fakeRenderer(
      folder,
      `tee -a ${asked} | ${process.execPath} ${commandPath('td-worker')} "$@"`,
      'worker',
    );
    // One row of twenty blocks.
    const words = argv`-n 1 -x 320 -y 16 -p ${job} --scene ${scene} --hosts pi110,pi111 --via local --schedule even --joblog ${joblog!} --worker ${worker} -o ${output!}`;
    const start = (...more: string[]) =>
      startCommand('td-master', [...words, ...more, '--', '+A0.1', '+WT1', '+BS16'], {
        env: { TMPDIR: temporaryFolder() },
      });
    const given = async () => (await readdir(job)).filter((name) => /^\.td-state-\w+-\w{8}$/.test(name));

    const master = start();
    await expect.poll(given, { timeout: 60_000 }).not.toEqual([]);
    master.kill(signal);
    await master;
    await expect.poll(() => processesWith(folder), { timeout: 20_000 }).toEqual([]);
    const firsts = (await given()).map((name) => Number.parseInt(name.slice(-8), 16) + 1);
    for (const path of [asked!, joblog!]) await rm(path);

    expect(await start('--resume', '-c')).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = (await readFile(joblog!, 'utf8')).trim().split('\n');
    const helps = lines.map((line) => JSON.parse(line) as { blocks?: string }).filter(({ blocks }) => blocks);
    const told = [...(await readFile(asked!, 'utf8')).matchAll(/^blocks (\S+)$/gm)].map(([, text]) =>
      parse(text!),
    );
    // Others come later.
    const found = told.filter(({ first }) => firsts.includes(first));
    expect(found).toHaveLength(firsts.length);
    const again = helps.map(({ blocks }) => parse(blocks!)).filter((blocks) => found.some(overlaps(blocks)));
    expect(again).toEqual([]);
    expect(await readdir(job)).toEqual([]);
    await execa('povray', [`+I${scene}`, '+W320', '+H16', `+O${whole}`, '-D', '+A0.1', '+WT2', '+BS16']);
    expect(await samplesOf(output!)).toEqual(await samplesOf(whole!));
  },
  180_000,
);

function parse(text: string): Blocks {
  const [first, last] = text.split('-').map(Number) as [number, number];
  return { first, last };
}

function overlaps(a: Blocks): (b: Blocks) => boolean {
  return (b) => a.first <= b.last && b.first <= a.last;
}
