import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, runCommand, samplesOf, slowScene, temporaryJob } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';

test('two hosts share a band of one row of blocks, and its pixels are those of the uncut image', async () => {
  const { folder, job } = temporaryJob();
  const scene = await slowScene(folder, 'slow.pov', 9_000);
  const [output, joblog, whole] = ['out.png', 'log', 'whole.png'].map((name) => join(folder, name));
  // One row of ten blocks.
  const run = await runCommand(
    'td-master',
    argv`-n 1 -x 320 -y 32 -p ${job} --scene ${scene} --hosts pi110,pi111 --via local --schedule even --joblog ${joblog!} -c -o ${output!} -- +A0.1 +WT1`,
  );
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = (await readFile(joblog!, 'utf8')).trim().split('\n');
  const helps = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ type }) => type === 'blocks');
  expect(helps[0]).toMatchObject({ band: '1-32', reason: null });
  expect(helps[0]!['blocks']).toMatch(/^\d+-10$/);
  expect(await readdir(job)).toEqual([]);
  await execa('povray', [`+I${scene}`, '+W320', '+H32', `+O${whole}`, '-D', '+A0.1', '+WT2']);
  expect(await samplesOf(output!)).toEqual(await samplesOf(whole!));
}, 180_000);
